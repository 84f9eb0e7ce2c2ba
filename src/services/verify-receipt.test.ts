import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Receipt } from '../../contracts/case.ts';
import { verifyReceipt } from './verify-receipt.ts';

const sha256 = (...parts: Uint8Array[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const leafOf = (entry: string): Buffer => sha256(Uint8Array.of(0), Buffer.from(entry));

/** RFC 6962 section 2.1, by its own recursion: another road than the verifier's loop. */
function splitOf(count: number): number {
  let k = 1;
  while (k * 2 < count) k *= 2;
  return k;
}
function rootOf(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 1) return leaves[0]!;
  const k = splitOf(leaves.length);
  return sha256(Uint8Array.of(1), rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
}
function pathOf(index: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length === 1) return [];
  const k = splitOf(leaves.length);
  return index < k
    ? [...pathOf(index, leaves.slice(0, k)), rootOf(leaves.slice(k))]
    : [...pathOf(index - k, leaves.slice(k)), rootOf(leaves.slice(0, k))];
}

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const typedKey = Buffer.concat([
  Uint8Array.of(1),
  Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'),
]);
const keyId = sha256(Buffer.from('log.example\n'), typedKey).subarray(0, 4);

function receiptOf(index: number, size: number, key: KeyObject = privateKey): Receipt {
  const entries = Array.from({ length: size }, (_, at) => JSON.stringify({ case: `case-${at}` }));
  const leaves = entries.map(leafOf);
  const text = `log.example\n${size}\n${rootOf(leaves).toString('base64')}\n`;
  const blob = Buffer.concat([keyId, sign(null, Buffer.from(text), key)]).toString('base64');
  return {
    index,
    entry: entries[index]!,
    leafHash: leaves[index]!.toString('base64'),
    inclusionProof: pathOf(index, leaves).map((hash) => hash.toString('base64')),
    checkpoint: `${text}\n\u2014 log.example ${blob}\n`,
    publicKey: `log.example+${keyId.toString('hex')}+${typedKey.toString('base64')}`,
  };
}

describe('receipt in the browser', () => {
  test('property: every entry of every small log verifies', async () => {
    for (let size = 1; size <= 17; size++) {
      for (let index = 0; index < size; index++) {
        const verdict = await verifyReceipt(receiptOf(index, size), `case-${index}`);
        expect(verdict, `${index} of ${size}`).toMatchObject({ outcome: 'verified', treeSize: size });
      }
    }
  });

  test('errors: an altered entry, another case, a wrong proof, a foreign signature, an unreadable note', async () => {
    const good = receiptOf(4, 9);
    const problemOf = async (change: Partial<Receipt>, id = 'case-4') =>
      (await verifyReceipt({ ...good, ...change }, id)).problem;
    expect(await problemOf({ entry: good.entry.replace('4', '5') })).toBe('entry-hash');
    expect(await problemOf({}, 'case-5')).toBe('same-case');
    expect(await problemOf({ index: 5 })).toBe('inclusion-proof');
    expect(await problemOf({ inclusionProof: good.inclusionProof.slice(1) })).toBe('inclusion-proof');
    expect(await problemOf({ inclusionProof: [...good.inclusionProof].reverse() })).toBe('inclusion-proof');
    const foreign = generateKeyPairSync('ed25519').privateKey;
    expect(await problemOf({ checkpoint: receiptOf(4, 9, foreign).checkpoint })).toBe('checkpoint-signature');
    expect(await problemOf({ publicKey: good.publicKey.replace('log.', 'not.') })).toBe(
      'checkpoint-signature',
    );
    expect(await problemOf({ checkpoint: 'nothing' })).toBe('format');
  });
});
