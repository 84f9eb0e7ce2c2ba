/**
 * Checkpoints as signed notes, and the keys that sign them.
 * Source: C2SP tlog-checkpoint and signed-note, signature type 0x01 (Ed25519 over the note text).
 */
import { createHash, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import type { Hash } from './merkle.ts';

const ED25519 = 0x01;
const SIGNATURE_BYTES = 64;
const EM_DASH = '\u2014';

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

export interface NoteVerifier {
  readonly name: string;
  readonly keyId: Uint8Array;
  readonly publicKey: KeyObject;
}

export interface NoteSigner {
  readonly verifier: NoteVerifier;
  readonly privateKey: KeyObject;
}

const bad = (code: string, message: string): Result<never, CodedError> => err({ code, message });

function rawPublicKey(publicKey: KeyObject): Buffer {
  const x = publicKey.export({ format: 'jwk' }).x;
  if (x === undefined) throw new Error('not an Ed25519 public key');
  return Buffer.from(x, 'base64url');
}

function keyIdOf(name: string, typedKey: Uint8Array): Buffer {
  return createHash('sha256').update(`${name}\n`).update(typedKey).digest().subarray(0, 4);
}

export function signerOf(name: string, privateKey: KeyObject): NoteSigner {
  const publicKey = createPublicKey(privateKey);
  const typedKey = Buffer.concat([Uint8Array.of(ED25519), rawPublicKey(publicKey)]);
  return { privateKey, verifier: { name, keyId: keyIdOf(name, typedKey), publicKey } };
}

/** `name+keyid+base64(0x01 || key)`, as signed-note writes verifier keys. */
export function formatVerifierKey(verifier: NoteVerifier): string {
  const typedKey = Buffer.concat([Uint8Array.of(ED25519), rawPublicKey(verifier.publicKey)]);
  return `${verifier.name}+${Buffer.from(verifier.keyId).toString('hex')}+${typedKey.toString('base64')}`;
}

/** Errors: `bad-verifier-key` when it is not an Ed25519 key of that form or its id does not belong to it. */
export function parseVerifierKey(text: string): Result<NoteVerifier, CodedError> {
  const [, name, idHex, keyBase64] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim()) ?? [];
  if (name === undefined || idHex === undefined || keyBase64 === undefined)
    return bad('bad-verifier-key', `${JSON.stringify(text.slice(0, 80))} is not name+keyid+base64`);
  const typedKey = Buffer.from(keyBase64, 'base64');
  if (typedKey.length !== 33 || typedKey[0] !== ED25519)
    return bad('bad-verifier-key', `${name}: not an Ed25519 key`);
  const keyId = keyIdOf(name, typedKey);
  if (keyId.toString('hex') !== idHex)
    return bad('bad-verifier-key', `${name}: the key id is not of this key`);
  const x = typedKey.subarray(1).toString('base64url');
  return ok({
    name,
    keyId,
    publicKey: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }),
  });
}

export function signNote(text: string, signer: NoteSigner): string {
  const signature = sign(null, Buffer.from(text), signer.privateKey);
  const blob = Buffer.concat([signer.verifier.keyId, signature]).toString('base64');
  return `${text}\n${EM_DASH} ${signer.verifier.name} ${blob}\n`;
}

/**
 * The text of the note, when one of its signatures is a good one of this key; other signatures are passed over.
 * Errors: `bad-note` for a wrong form, `bad-signature` when this key did not sign it.
 */
export function openNote(note: string, verifier: NoteVerifier): Result<string, CodedError> {
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return bad('bad-note', 'the note has no signature block');
  const text = note.slice(0, split + 1);
  for (const line of note.slice(split + 2, -1).split('\n')) {
    const [dash, name, blob] = line.split(' ');
    if (dash !== EM_DASH || name === undefined || blob === undefined)
      return bad('bad-note', `${JSON.stringify(line.slice(0, 80))} is not a signature line`);
    const bytes = Buffer.from(blob, 'base64');
    if (name !== verifier.name || !bytes.subarray(0, 4).equals(Buffer.from(verifier.keyId))) continue;
    if (bytes.length !== 4 + SIGNATURE_BYTES || bytes.toString('base64') !== blob)
      return bad('bad-signature', `signature of ${name} has a wrong form`);
    return verify(null, Buffer.from(text), verifier.publicKey, bytes.subarray(4))
      ? ok(text)
      : bad('bad-signature', `signature of ${name} does not fit the note`);
  }
  return bad('bad-signature', `no signature of ${verifier.name}`);
}

export function signCheckpoint(checkpoint: Checkpoint, signer: NoteSigner): string {
  const root = Buffer.from(checkpoint.root).toString('base64');
  return signNote(`${checkpoint.origin}\n${checkpoint.size}\n${root}\n`, signer);
}

/** Errors: those of `openNote`, and `bad-checkpoint` when the text is not origin, size and root. */
export function openCheckpoint(note: string, verifier: NoteVerifier): Result<Checkpoint, CodedError> {
  const text = openNote(note, verifier);
  if (!text.ok) return text;
  const [origin, sizeText, rootBase64, ...rest] = text.value.split('\n');
  const root = Buffer.from(rootBase64 ?? '', 'base64');
  const size = Number(sizeText);
  const wellFormed =
    /^(0|[1-9]\d{0,15})$/.test(sizeText ?? '') &&
    root.length === 32 &&
    root.toString('base64') === rootBase64;
  if (origin === undefined || !wellFormed || !Number.isSafeInteger(size) || rest.at(-1) !== '')
    return bad('bad-checkpoint', `${JSON.stringify(text.value.slice(0, 120))} is not origin, size and root`);
  return ok({ origin, size, root });
}
