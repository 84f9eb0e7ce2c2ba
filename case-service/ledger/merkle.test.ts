import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Hash } from './merkle.ts';
import { leafHash, MerkleTree, verifyConsistency, verifyInclusion } from './merkle.ts';
import reference from './reference/rfc6962-roots.json' with { type: 'json' };

const hex = (hash: Hash): string => Buffer.from(hash).toString('hex');
const treeOf = (entries: readonly Uint8Array[]): MerkleTree => {
  const tree = new MerkleTree();
  for (const entry of entries) tree.appendLeafHash(leafHash(entry));
  return tree;
};
const numbered = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => Buffer.from(`entry ${i}`));

/** RFC 6962 2.1 as it is written, without any cache: the independent oracle of the tree. */
function rfcRoot(entries: readonly Uint8Array[]): Buffer {
  const first = entries[0];
  if (first === undefined) return createHash('sha256').digest();
  if (entries.length === 1) return createHash('sha256').update(Buffer.of(0)).update(first).digest();
  let k = 1;
  while (k * 2 < entries.length) k *= 2;
  return createHash('sha256')
    .update(Buffer.of(1))
    .update(rfcRoot(entries.slice(0, k)))
    .update(rfcRoot(entries.slice(k)))
    .digest();
}

describe('merkle tree', () => {
  test('reference: roots and a proof of the certificate-transparency test tree', () => {
    const leaves = reference.leaves.map((leaf) => Buffer.from(leaf, 'hex'));
    const tree = treeOf(leaves);
    expect(hex(tree.root(0))).toBe(reference.emptyRoot);
    reference.roots.forEach((root, i) => expect(hex(tree.root(i + 1))).toBe(root));
    for (const { leaf, size, hashes } of reference.inclusionProofs)
      expect(tree.inclusionProof(leaf, size).map(hex)).toEqual(hashes);
  });

  test('property: every root equals the recursion of RFC 6962', () => {
    const entries = numbered(70);
    const tree = treeOf(entries);
    for (let size = 0; size <= 70; size++)
      expect(hex(tree.root(size))).toBe(hex(rfcRoot(entries.slice(0, size))));
  });

  test('property: every inclusion and consistency proof up to 40 leaves verifies', () => {
    const entries = numbered(40);
    const tree = treeOf(entries);
    for (let size = 1; size <= 40; size++) {
      for (let index = 0; index < size; index++) {
        const proof = tree.inclusionProof(index, size);
        const claim = { leafHash: tree.leafHashAt(index), index, size, proof, root: tree.root(size) };
        expect(verifyInclusion(claim)).toBe(true);
        expect(verifyInclusion({ ...claim, index: (index + 1) % size })).toBe(size === 1);
      }
      for (let first = 0; first <= size; first++) {
        const proof = tree.consistencyProof(first, size);
        const claim = {
          first,
          second: size,
          firstRoot: tree.root(first),
          secondRoot: tree.root(size),
          proof,
        };
        expect(verifyConsistency(claim)).toBe(true);
      }
    }
  });

  test('property: a proof fails after any bit flips', () => {
    const tree = treeOf(numbered(37));
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 37 }),
        fc.nat(),
        fc.nat(),
        fc.nat({ max: 255 }),
        (size, leafSeed, hashSeed, bit) => {
          const index = leafSeed % size;
          const inclusion = tree.inclusionProof(index, size).map((hash) => Uint8Array.from(hash));
          const at = inclusion[hashSeed % inclusion.length]!;
          at[bit >> 3]! ^= 1 << (bit & 7);
          expect(
            verifyInclusion({
              leafHash: tree.leafHashAt(index),
              index,
              size,
              proof: inclusion,
              root: tree.root(size),
            }),
          ).toBe(false);
          const first = 1 + (leafSeed % (size - 1));
          const consistency = tree.consistencyProof(first, size).map((hash) => Uint8Array.from(hash));
          const flipped = consistency[hashSeed % consistency.length]!;
          flipped[bit >> 3]! ^= 1 << (bit & 7);
          expect(
            verifyConsistency({
              first,
              second: size,
              firstRoot: tree.root(first),
              secondRoot: tree.root(size),
              proof: consistency,
            }),
          ).toBe(false);
        },
      ),
    );
  });

  test('property: a longer or shorter proof, and a tree of other content, are refused', () => {
    const tree = treeOf(numbered(13));
    const other = treeOf(numbered(13).map((entry, i) => (i === 3 ? Buffer.from('changed') : entry)));
    const proof = tree.inclusionProof(5, 13);
    const claim = { leafHash: tree.leafHashAt(5), index: 5, size: 13, proof, root: tree.root() };
    expect(verifyInclusion({ ...claim, proof: proof.slice(1) })).toBe(false);
    expect(verifyInclusion({ ...claim, proof: [...proof, tree.root()] })).toBe(false);
    expect(verifyInclusion({ ...claim, root: other.root() })).toBe(false);
    const forked = { first: 7, second: 13, firstRoot: tree.root(7), secondRoot: other.root(13) };
    expect(verifyConsistency({ ...forked, proof: tree.consistencyProof(7, 13) })).toBe(false);
    expect(verifyConsistency({ ...forked, proof: other.consistencyProof(7, 13) })).toBe(false);
  });

  test('property: a node cannot be passed off as a leaf', () => {
    const tree = treeOf(numbered(2));
    const node = Buffer.concat([tree.leafHashAt(0), tree.leafHashAt(1)]);
    expect(hex(leafHash(node))).not.toBe(hex(tree.root()));
  });
});
