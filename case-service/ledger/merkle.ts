/**
 * The Merkle tree of a transparency log: roots, inclusion and consistency proofs, and their verification.
 * Source: RFC 6962 section 2.1 (construction), RFC 9162 sections 2.1.3.2 and 2.1.4.2 (verification). SHA-256.
 */
import { createHash } from 'node:crypto';

export type Hash = Uint8Array;
const HASH_BYTES = 32;
const LEAF_PREFIX = Uint8Array.of(0);
const NODE_PREFIX = Uint8Array.of(1);

export const leafHash = (entry: Uint8Array): Hash =>
  createHash('sha256').update(LEAF_PREFIX).update(entry).digest();

const nodeHash = (left: Hash, right: Hash): Hash =>
  createHash('sha256').update(NODE_PREFIX).update(left).update(right).digest();

export const emptyRoot = (): Hash => createHash('sha256').digest();

export const sameHash = (a: Hash, b: Hash): boolean => Buffer.compare(a, b) === 0;

/** Hashes of one level side by side in one buffer: a million leaves are 64 MB, not a million objects. */
class HashList {
  #bytes = new Uint8Array(HASH_BYTES * 64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(hash: Hash): void {
    const end = (this.#length + 1) * HASH_BYTES;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(hash, end - HASH_BYTES);
    this.#length += 1;
  }

  at(index: number): Hash {
    if (index < 0 || index >= this.#length) throw new Error(`hash ${index} of ${this.#length}`);
    return this.#bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  }
}

/** The largest power of two smaller than `count` (RFC 6962's k), for count ≥ 2. */
function splitPoint(count: number): number {
  let k = 1;
  while (k * 2 < count) k *= 2;
  return k;
}

export class MerkleTree {
  /** `levels[k]` holds the complete subtrees of 2^k leaves, from the left. */
  readonly #levels: HashList[] = [new HashList()];

  get size(): number {
    return this.#level(0).length;
  }

  appendLeafHash(hash: Hash): void {
    let carried = hash;
    for (let k = 0; ; k++) {
      const level = this.#level(k);
      level.push(carried);
      if (level.length % 2 === 1) return;
      carried = nodeHash(level.at(level.length - 2), level.at(level.length - 1));
    }
  }

  leafHashAt(index: number): Hash {
    return this.#level(0).at(index);
  }

  /** MTH(D[0:size]) */
  root(size = this.size): Hash {
    this.#checkSize(size);
    return size === 0 ? emptyRoot() : this.#subtree(0, size);
  }

  /** PATH(index, D[0:size]), from the leaf to the root. */
  inclusionProof(index: number, size = this.size): Hash[] {
    this.#checkSize(size);
    if (!Number.isInteger(index) || index < 0 || index >= size) throw new Error(`leaf ${index} of ${size}`);
    const proof: Hash[] = [];
    let begin = 0;
    let end = size;
    while (end - begin > 1) {
      const middle = begin + splitPoint(end - begin);
      if (index < middle) {
        proof.push(this.#subtree(middle, end));
        end = middle;
      } else {
        proof.push(this.#subtree(begin, middle));
        begin = middle;
      }
    }
    return proof.reverse();
  }

  /** PROOF(first, D[0:second]); empty when first is 0 or equals second. */
  consistencyProof(first: number, second = this.size): Hash[] {
    this.#checkSize(second);
    if (!Number.isInteger(first) || first < 0 || first > second) throw new Error(`sizes ${first}, ${second}`);
    if (first === 0 || first === second) return [];
    const proof: Hash[] = [];
    let begin = 0;
    let end = second;
    let remaining = first;
    while (remaining !== end - begin) {
      const half = splitPoint(end - begin);
      if (remaining <= half) {
        proof.push(this.#subtree(begin + half, end));
        end = begin + half;
      } else {
        proof.push(this.#subtree(begin, begin + half));
        begin += half;
        remaining -= half;
      }
    }
    // SUBPROOF with b = true leaves out the old root itself: the verifier has it.
    if (begin !== 0) proof.push(this.#subtree(begin, end));
    return proof.reverse();
  }

  #level(k: number): HashList {
    const level = this.#levels[k];
    if (level !== undefined) return level;
    const added = new HashList();
    this.#levels[k] = added;
    return added;
  }

  #subtree(begin: number, end: number): Hash {
    const count = end - begin;
    let k = 0;
    while (2 ** k < count) k += 1;
    if (2 ** k === count && begin % count === 0) return this.#level(k).at(begin / count);
    const middle = begin + splitPoint(count);
    return nodeHash(this.#subtree(begin, middle), this.#subtree(middle, end));
  }

  #checkSize(size: number): void {
    if (!Number.isInteger(size) || size < 0 || size > this.size)
      throw new Error(`size ${size} of ${this.size}`);
  }
}

export interface InclusionClaim {
  readonly leafHash: Hash;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Hash[];
  readonly root: Hash;
}

/** RFC 9162 section 2.1.3.2. Sizes up to 2^53: halving is by division, never by 32-bit shifts. */
export function verifyInclusion(claim: InclusionClaim): boolean {
  if (claim.index < 0 || claim.index >= claim.size) return false;
  let fn = claim.index;
  let sn = claim.size - 1;
  let hash = claim.leafHash;
  for (const step of claim.proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(step, hash);
      while (fn % 2 === 0 && fn !== 0) {
        fn /= 2;
        sn = Math.floor(sn / 2);
      }
    } else {
      hash = nodeHash(hash, step);
    }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && sameHash(hash, claim.root);
}

export interface ConsistencyClaim {
  readonly first: number;
  readonly second: number;
  readonly firstRoot: Hash;
  readonly secondRoot: Hash;
  readonly proof: readonly Hash[];
}

/** RFC 9162 section 2.1.4.2; an empty first tree is consistent with everything by definition. */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { first, second, firstRoot, secondRoot } = claim;
  if (first < 0 || first > second) return false;
  if (first === 0) return claim.proof.length === 0 && sameHash(firstRoot, emptyRoot());
  if (first === second) return claim.proof.length === 0 && sameHash(firstRoot, secondRoot);
  const firstIsComplete = Number.isInteger(Math.log2(first));
  const path = firstIsComplete ? [firstRoot, ...claim.proof] : [...claim.proof];
  const seed = path.shift();
  if (seed === undefined) return false;
  let fn = first - 1;
  let sn = second - 1;
  while (fn % 2 === 1) {
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  let firstHash = seed;
  let secondHash = seed;
  for (const step of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      firstHash = nodeHash(step, firstHash);
      secondHash = nodeHash(step, secondHash);
      while (fn % 2 === 0 && fn !== 0) {
        fn /= 2;
        sn = Math.floor(sn / 2);
      }
    } else {
      secondHash = nodeHash(secondHash, step);
    }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && sameHash(firstHash, firstRoot) && sameHash(secondHash, secondRoot);
}
