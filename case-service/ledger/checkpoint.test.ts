import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  formatVerifierKey,
  openCheckpoint,
  openNote,
  parseVerifierKey,
  signCheckpoint,
  signerOf,
  signNote,
} from './checkpoint.ts';

const signer = signerOf('chengkan/test', generateKeyPairSync('ed25519').privateKey);
const root = new Uint8Array(32).fill(7);
const note = signCheckpoint({ origin: 'chengkan/test', size: 42, root }, signer);

function codeOf(result: { ok: boolean; error?: { code: string } }): string | undefined {
  return result.ok ? undefined : result.error?.code;
}

describe('checkpoint', () => {
  test('reference: the example of the signed-note documentation (golang.org/x/mod/sumdb/note)', () => {
    const key = parseVerifierKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    const text =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const signature =
      '\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
    expect(key.ok && openNote(`${text}\n${signature}`, key.value)).toEqual({ ok: true, value: text });
  });

  test('reference: the verifier key of sum.golang.org has the id that its name and key give', () => {
    const text = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8';
    const key = parseVerifierKey(text);
    expect(key.ok && formatVerifierKey(key.value)).toBe(text);
  });

  test('property: what was signed opens again, also between signatures of others', () => {
    const opened = openCheckpoint(note, signer.verifier);
    expect(opened.ok && opened.value.size).toBe(42);
    const witness = signerOf('witness.example', generateKeyPairSync('ed25519').privateKey);
    const [, line] = signNote('x\n', witness).split('\n\n');
    expect(openCheckpoint(note + line, signer.verifier).ok).toBe(true);
    expect(openCheckpoint(note.replace('\n\n', `\n\n${line}`), signer.verifier).ok).toBe(true);
  });

  test('property: no byte of a checkpoint can be changed', () => {
    const bytes = Buffer.from(note);
    for (let i = 0; i < bytes.length; i++) {
      const altered = Buffer.from(bytes);
      altered[i]! ^= 1;
      expect(openCheckpoint(altered.toString('utf8'), signer.verifier).ok, `byte ${i}`).toBe(false);
    }
  });

  test('errors: bad-verifier-key, bad-note, bad-signature, bad-checkpoint', () => {
    expect(codeOf(parseVerifierKey('no key'))).toBe('bad-verifier-key');
    expect(codeOf(parseVerifierKey(formatVerifierKey(signer.verifier).replace('test', 'best')))).toBe(
      'bad-verifier-key',
    );
    expect(codeOf(openNote('no signature\n', signer.verifier))).toBe('bad-note');
    const other = signerOf('chengkan/test', generateKeyPairSync('ed25519').privateKey);
    expect(codeOf(openNote(note, other.verifier))).toBe('bad-signature');
    expect(codeOf(openCheckpoint(signNote('chengkan/test\n1x\n', signer), signer.verifier))).toBe(
      'bad-checkpoint',
    );
    expect(codeOf(openCheckpoint(signNote('chengkan/test\n01\nAA==\n', signer), signer.verifier))).toBe(
      'bad-checkpoint',
    );
  });
});
