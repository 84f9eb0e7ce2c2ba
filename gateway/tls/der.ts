/** The few DER values (ITU-T X.690) of a name-constraints extension, RFC 5280 section 4.2.1.10. */
import { isIPv4, isIPv6 } from 'node:net';

const SEQUENCE = 0x30;
/** permittedSubtrees [0], constructed. */
const PERMITTED = 0xa0;
/** GeneralName dNSName [2] and iPAddress [7], primitive. */
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

function value(tag: number, content: Uint8Array): Uint8Array {
  const { length } = content;
  const header =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), content]);
}

/** Network bytes of an address: 4 or 16. */
export function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  if (!isIPv6(address)) throw new Error(`${address} is not an IP address`);
  const [head = '', tail] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const left = groups(head);
  const right = groups(tail ?? '');
  const middle = new Array<string>(tail === undefined ? 0 : 8 - left.length - right.length).fill('0');
  const words = [...left, ...middle, ...right].map((word) => parseInt(word, 16));
  return Buffer.from(words.flatMap((word) => [word >> 8, word & 0xff]));
}

function maskBytes(byteLength: number, prefixBits: number): Buffer {
  return Buffer.from(
    Array.from({ length: byteLength }, (_, index) => {
      const bits = Math.min(8, Math.max(0, prefixBits - 8 * index));
      return 0xff & (0xff << (8 - bits));
    }),
  );
}

export type PermittedName =
  | { readonly kind: 'dns'; readonly domain: string }
  | { readonly kind: 'network'; readonly address: string; readonly prefixBits: number };

/** NameConstraints with permitted subtrees alone. */
export function nameConstraintsDer(permitted: readonly PermittedName[]): Uint8Array {
  const subtrees = permitted.map((name) => {
    if (name.kind === 'dns') return value(SEQUENCE, value(DNS_NAME, Buffer.from(name.domain, 'latin1')));
    const bytes = addressBytes(name.address);
    return value(
      SEQUENCE,
      value(IP_ADDRESS, Buffer.concat([bytes, maskBytes(bytes.length, name.prefixBits)])),
    );
  });
  return value(SEQUENCE, value(PERMITTED, Buffer.concat(subtrees)));
}

/** Whether a DNS name or an address lies in one of the permitted subtrees. */
export function isPermitted(name: string, permitted: readonly PermittedName[]): boolean {
  const address = isIPv4(name) || isIPv6(name) ? addressBytes(name) : null;
  return permitted.some((each) => {
    if (each.kind === 'dns') {
      return address === null && (name === each.domain || name.endsWith(`.${each.domain}`));
    }
    const base = addressBytes(each.address);
    if (!address || base.length !== address.length) return false;
    const mask = maskBytes(base.length, each.prefixBits);
    return base.every((byte, index) => {
      const bits = mask[index] ?? 0;
      return (byte & bits) === ((address[index] ?? 0) & bits);
    });
  });
}
