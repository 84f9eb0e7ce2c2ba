/**
 * Proof in the browser that a case stands in the log: leaf hash, inclusion in the checkpoint's root, the log's signature.
 * Source: RFC 9162 section 2.1.3.2 (inclusion), C2SP tlog-checkpoint and signed-note (Ed25519, type 0x01). Needs only crypto.subtle.
 */
import './zod-jitless.ts';
import { z } from 'zod';
import type { Receipt } from '../../contracts/case.ts';

export type ReceiptStep = 'entry-hash' | 'same-case' | 'inclusion-proof' | 'checkpoint-signature';
export interface ReceiptVerdict {
  readonly outcome: 'verified' | 'partly' | 'failed';
  readonly passed: readonly ReceiptStep[];
  /** the step that failed, or what could not be done */
  readonly problem: ReceiptStep | 'format' | 'unsupported-crypto' | null;
  /** entries in the log at the checkpoint; null when it cannot be read */
  readonly treeSize: number | null;
}

type Bytes = Uint8Array<ArrayBuffer>;
const ED25519 = 0x01;
const EM_DASH = '\u2014';

const utf8 = (text: string): Bytes => new Uint8Array(new TextEncoder().encode(text));

function fromBase64(text: string): Bytes | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

function joined(...parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const sha256 = async (bytes: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
const same = (a: Bytes, b: Bytes): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);
const nodeHash = (left: Bytes, right: Bytes): Promise<Bytes> => sha256(joined(Uint8Array.of(1), left, right));

/** The root that the proof leads to, or null when its length does not fit. Numbers, not bit operations: sizes pass 2^31. */
async function rootFrom(
  index: number,
  size: number,
  leaf: Bytes,
  proof: readonly Bytes[],
): Promise<Bytes | null> {
  if (index < 0 || index >= size) return null;
  let position = index;
  let last = size - 1;
  let root = leaf;
  for (const hash of proof) {
    if (last === 0) return null;
    if (position % 2 === 1 || position === last) {
      root = await nodeHash(hash, root);
      while (position % 2 === 0 && position !== 0) {
        position /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      root = await nodeHash(root, hash);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? root : null;
}

interface Note {
  readonly text: string;
  readonly size: number;
  readonly root: Bytes;
  readonly signatures: ReadonlyArray<{ readonly name: string; readonly bytes: Bytes }>;
}

function readNote(note: string): Note | null {
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return null;
  const text = note.slice(0, split + 1);
  const [, sizeText = '', rootText = ''] = text.split('\n');
  const root = fromBase64(rootText);
  if (!/^(0|[1-9]\d{0,15})$/.test(sizeText) || root?.length !== 32) return null;
  const signatures = note
    .slice(split + 2, -1)
    .split('\n')
    .flatMap((line) => {
      const [dash, name, blob] = line.split(' ');
      const bytes = blob === undefined ? null : fromBase64(blob);
      return dash === EM_DASH && name !== undefined && bytes !== null ? [{ name, bytes }] : [];
    });
  return { text, size: Number(sizeText), root, signatures };
}

async function signedBy(note: Note, verifierKey: string): Promise<boolean | null> {
  const [, name, idHex, keyText] =
    /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(verifierKey.trim()) ?? [];
  const typedKey = keyText === undefined ? null : fromBase64(keyText);
  if (name === undefined || typedKey === null || typedKey.length !== 33 || typedKey[0] !== ED25519)
    return false;
  const id = (await sha256(joined(utf8(`${name}\n`), typedKey))).slice(0, 4);
  if ([...id].map((byte) => byte.toString(16).padStart(2, '0')).join('') !== idHex) return false;
  let key: CryptoKey;
  try {
    key = await crypto.subtle.importKey('raw', typedKey.slice(1), 'Ed25519', false, ['verify']);
  } catch {
    return null;
  }
  for (const signature of note.signatures) {
    if (signature.name !== name || !same(signature.bytes.slice(0, 4), id)) continue;
    if (await crypto.subtle.verify('Ed25519', key, signature.bytes.slice(4), utf8(note.text))) return true;
  }
  return false;
}

function namesCase(entry: string, caseId: string): boolean {
  try {
    return z.object({ case: z.literal(caseId) }).safeParse(JSON.parse(entry)).success;
  } catch {
    return false;
  }
}

export async function verifyReceipt(receipt: Receipt, caseId: string): Promise<ReceiptVerdict> {
  const note = readNote(receipt.checkpoint);
  const leaf = fromBase64(receipt.leafHash);
  const proof = receipt.inclusionProof.map(fromBase64);
  const treeSize = note?.size ?? null;
  const passed: ReceiptStep[] = [];
  const stop = (problem: ReceiptVerdict['problem']): ReceiptVerdict => ({
    outcome: problem === 'unsupported-crypto' ? 'partly' : 'failed',
    passed,
    problem,
    treeSize,
  });
  const hashes = proof.filter((each) => each !== null);
  if (note === null || leaf === null || hashes.length !== proof.length) return stop('format');
  if (!same(await sha256(joined(Uint8Array.of(0), utf8(receipt.entry))), leaf)) return stop('entry-hash');
  passed.push('entry-hash');
  if (!namesCase(receipt.entry, caseId)) return stop('same-case');
  passed.push('same-case');
  const root = await rootFrom(receipt.index, note.size, leaf, hashes);
  if (root === null || !same(root, note.root)) return stop('inclusion-proof');
  passed.push('inclusion-proof');
  const signed = await signedBy(note, receipt.publicKey);
  if (signed === null) return stop('unsupported-crypto');
  if (!signed) return stop('checkpoint-signature');
  passed.push('checkpoint-signature');
  return { outcome: 'verified', passed, problem: null, treeSize };
}
