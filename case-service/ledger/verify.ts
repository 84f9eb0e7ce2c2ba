/** What a reader checks without trusting the server: a receipt against the log's verifier key. */
import type { Receipt } from '../../contracts/case.ts';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err } from '../../contracts/result.ts';
import type { Checkpoint } from './checkpoint.ts';
import { openCheckpoint, parseVerifierKey } from './checkpoint.ts';
import { leafHash, sameHash, verifyInclusion } from './merkle.ts';

const decode = (base64: string): Buffer => Buffer.from(base64, 'base64');

/**
 * The checkpoint that the entry is proven to be in.
 * @param trustedKey the verifier key as the reader knows it from elsewhere: the receipt's own key proves nothing
 * Errors: `wrong-key`, `bad-leaf-hash`, `bad-inclusion-proof`, and those of the key and the checkpoint.
 */
export function verifyReceipt(receipt: Receipt, trustedKey: string): Result<Checkpoint, CodedError> {
  if (receipt.publicKey !== trustedKey)
    return err({ code: 'wrong-key', message: 'the receipt names another key than the trusted one' });
  const verifier = parseVerifierKey(trustedKey);
  if (!verifier.ok) return verifier;
  const checkpoint = openCheckpoint(receipt.checkpoint, verifier.value);
  if (!checkpoint.ok) return checkpoint;
  const leaf = leafHash(Buffer.from(receipt.entry, 'utf8'));
  if (!sameHash(leaf, decode(receipt.leafHash)))
    return err({ code: 'bad-leaf-hash', message: `entry ${receipt.index} does not hash to its leaf` });
  const { size, root } = checkpoint.value;
  const proof = receipt.inclusionProof.map(decode);
  if (!verifyInclusion({ leafHash: leaf, index: receipt.index, size, proof, root }))
    return err({
      code: 'bad-inclusion-proof',
      message: `entry ${receipt.index} does not lead to the root of ${size}`,
    });
  return checkpoint;
}
