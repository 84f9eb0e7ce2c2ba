/** Which addresses a host stands for, and whether they leave the machine. */
import { isIP, isIPv4 } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';

const DNS_NAME = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/;

export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIPv4(host) && host.startsWith('127.');
}

/** Every name and address by which a browser may reach a server that listens on the host, loopback included. */
export function namesOf(host: string): string[] {
  const names = new Set(['localhost', '127.0.0.1', '::1']);
  const machine = hostname().toLowerCase();
  if (DNS_NAME.test(machine)) names.add(machine);
  if (host === '0.0.0.0' || host === '::') {
    for (const { address } of Object.values(networkInterfaces()).flatMap((each) => each ?? [])) {
      // A scoped link-local address cannot be typed in an address bar.
      if (!address.includes('%') && !address.startsWith('fe80:')) names.add(address);
    }
  } else {
    names.add(isIP(host) ? host : host.toLowerCase());
  }
  return [...names];
}
