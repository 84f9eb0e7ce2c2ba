/**
 * Passwords: scrypt with its parameters stored beside the hash, and readable random ones.
 * Source of the cost: OWASP Password Storage Cheat Sheet, scrypt with N = 2^15, r = 8, p = 3 (32 MiB).
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { createInTurn } from '../in-turn.ts';

export const PasswordHashSchema = z.object({
  algorithm: z.literal('scrypt'),
  cost: z.int().min(1024),
  blockSize: z.int().min(1),
  parallelisation: z.int().min(1),
  saltBase64: z.string(),
  hashBase64: z.string(),
});
export type PasswordHash = z.infer<typeof PasswordHashSchema>;

const CURRENT = { cost: 2 ** 15, blockSize: 8, parallelisation: 3 } as const;
const HASH_BYTES = 32;
const SALT_BYTES = 16;

/** Sign-ins wait for each other here, so that a burst of them cannot take the memory of the machine. */
const inTurn = createInTurn();

type Parameters = Pick<PasswordHash, 'cost' | 'blockSize' | 'parallelisation'>;

function derive(password: string, salt: Buffer, parameters: Parameters): Promise<Buffer> {
  const { cost, blockSize, parallelisation } = parameters;
  const options = { N: cost, r: blockSize, p: parallelisation, maxmem: 256 * cost * blockSize };
  return inTurn(
    () =>
      new Promise((resolve, reject) => {
        // NFC: the same password typed on two keyboards must be the same bytes.
        scrypt(password.normalize('NFC'), salt, HASH_BYTES, options, (error, key) => {
          if (error) reject(error);
          else resolve(key);
        });
      }),
  );
}

export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, CURRENT);
  return {
    algorithm: 'scrypt',
    ...CURRENT,
    saltBase64: salt.toString('base64'),
    hashBase64: hash.toString('base64'),
  };
}

/** Compares in constant time. A null hash costs the same and never matches: it stands for an unknown account. */
export async function verifyPassword(password: string, stored: PasswordHash | null): Promise<boolean> {
  if (stored === null) {
    await derive(password, Buffer.alloc(SALT_BYTES), CURRENT);
    return false;
  }
  const expected = Buffer.from(stored.hashBase64, 'base64');
  const actual = await derive(password, Buffer.from(stored.saltBase64, 'base64'), stored);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** Base32 of RFC 4648 in lower case: no 0, 1 or 8 to be misread. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** Four groups of four characters, 80 random bits. */
export function generatePassword(): string {
  const letters = Array.from(randomBytes(16), (byte) => ALPHABET.charAt(byte % ALPHABET.length));
  return [0, 4, 8, 12].map((start) => letters.slice(start, start + 4).join('')).join('-');
}
