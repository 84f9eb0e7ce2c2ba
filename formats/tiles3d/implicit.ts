/**
 * Implicit tiling: one tile stands for a quadtree or octree whose tiles, contents and further subtrees are told by bits.
 * Frame: that of the tile that carries the tiling; x east or first axis, y north or second, z up or third.
 * Source: OGC 22-025r4 § 8 (implicit tiling), § 8.3 (subdivision), § 8.6 (subtrees), appendix on the subtree file format;
 * `maximumLevel` and an availability in place of a list stand in the draft extension 3DTILES_implicit_tiling.
 */
import { BufferUtils } from '@gltf-transform/core';
import { z } from 'zod';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';

const Level = z.int().min(1).max(30);
const TilingSchema = z.looseObject({
  subdivisionScheme: z.enum(['QUADTREE', 'OCTREE']),
  subtreeLevels: Level,
  availableLevels: Level.optional(),
  maximumLevel: z.int().min(0).max(29).optional(),
  subtrees: z.looseObject({ uri: z.string().min(1) }),
});

export interface ImplicitTiling {
  /** of a tile: 4 or 8 */
  readonly branching: 4 | 8;
  readonly subtreeLevels: number;
  readonly availableLevels: number;
  readonly subtreeUri: string;
}

/** Of a tile in the whole of the tree. */
export interface TileCoordinates {
  readonly level: number;
  readonly x: number;
  readonly y: number;
  /** 0 in a quadtree */
  readonly z: number;
}

function issueOf({ error }: { error: z.ZodError }): string {
  const [issue] = error.issues;
  return `/${issue?.path.join('/') ?? ''}: ${issue?.message ?? 'invalid'}`;
}

/** Errors: `implicit-tiling` with the field. */
export function parseImplicitTiling(value: unknown): Result<ImplicitTiling, CodedError> {
  const parsed = TilingSchema.safeParse(value);
  if (!parsed.success) return err({ code: 'implicit-tiling', message: issueOf(parsed) });
  const { subdivisionScheme, subtreeLevels, availableLevels, maximumLevel, subtrees } = parsed.data;
  const levels = availableLevels ?? (maximumLevel === undefined ? undefined : maximumLevel + 1);
  if (levels === undefined) {
    return err({ code: 'implicit-tiling', message: '/availableLevels: is missing' });
  }
  const branching = subdivisionScheme === 'QUADTREE' ? 4 : 8;
  return ok({ branching, subtreeLevels, availableLevels: levels, subtreeUri: subtrees.uri });
}

/** § 8.5: the names in braces; what is not among them stays. */
export function templateUri(template: string, { level, x, y, z: up }: TileCoordinates): string {
  const values: Readonly<Record<string, number>> = { level, x, y, z: up };
  return template.replaceAll(/\{(level|x|y|z)\}/g, (_, name: string) => String(values[name]));
}

/** § 8.6.2: bits of x, y, z interleaved, x lowest. Exact below 2^53: coordinates within one subtree only. */
export function mortonIndex({ x, y, z: up }: Omit<TileCoordinates, 'level'>, branching: 4 | 8): number {
  let index = 0;
  let place = 1;
  for (let [a, b, c] = [x, y, up]; a > 0 || b > 0 || c > 0;) {
    const digit = (a % 2) + 2 * (b % 2) + (branching === 8 ? 4 * (c % 2) : 0);
    index += digit * place;
    place *= branching;
    [a, b, c] = [Math.floor(a / 2), Math.floor(b / 2), Math.floor(c / 2)];
  }
  return index;
}

/** The four or eight tiles below one, in Morton order. */
export function childCoordinates(parent: TileCoordinates, branching: 4 | 8): TileCoordinates[] {
  return Array.from({ length: branching }, (_, i) => ({
    level: parent.level + 1,
    x: 2 * parent.x + (i & 1),
    y: 2 * parent.y + ((i >> 1) & 1),
    z: branching === 8 ? 2 * parent.z + (i >> 2) : 0,
  }));
}

interface ImplicitVolume {
  readonly box?: readonly number[] | undefined;
  readonly region?: readonly number[] | undefined;
}

/**
 * § 8.3: a box is halved along its own axes, a region in longitude and latitude (an octree's in height as well).
 * Null for any other volume, which cannot be divided.
 */
export function derivedVolume(
  { box, region }: ImplicitVolume,
  { level, x, y, z: up }: TileCoordinates,
  branching: 4 | 8,
): { box: number[] } | { region: number[] } | null {
  const parts = 2 ** level;
  if (region !== undefined) {
    const [west = 0, south = 0, east = 0, north = 0, low = 0, high = 0] = region;
    // a region over the antimeridian has its east below its west
    const width = ((east < west ? east + 2 * Math.PI : east) - west) / parts;
    const height = (north - south) / parts;
    const thick = branching === 8 ? (high - low) / parts : 0;
    const wrapped = (lon: number): number => (lon > Math.PI ? lon - 2 * Math.PI : lon);
    return {
      region: [
        wrapped(west + x * width),
        south + y * height,
        wrapped(west + (x + 1) * width),
        south + (y + 1) * height,
        low + up * thick,
        branching === 8 ? low + (up + 1) * thick : high,
      ],
    };
  }
  if (box === undefined) return null;
  const at = [x, y, up];
  const out = [...box];
  for (let axis = 0; axis < (branching === 8 ? 3 : 2); axis++) {
    const share = (2 * (at[axis] ?? 0) + 1) / parts - 1;
    for (let i = 0; i < 3; i++) {
      const half = box[3 + 3 * axis + i] ?? 0;
      out[i] = (out[i] ?? 0) + share * half;
      out[3 + 3 * axis + i] = half / parts;
    }
  }
  return { box: out };
}

const Bits = z.looseObject({
  constant: z.union([z.literal(0), z.literal(1)]).optional(),
  bitstream: z.int().min(0).optional(),
  bufferView: z.int().min(0).optional(),
});
const SubtreeSchema = z.looseObject({
  buffers: z.array(z.looseObject({ uri: z.string().optional(), byteLength: z.int().min(0) })).default([]),
  bufferViews: z
    .array(
      z.looseObject({
        buffer: z.int().min(0),
        byteOffset: z.int().min(0).default(0),
        byteLength: z.int().min(0),
      }),
    )
    .default([]),
  tileAvailability: Bits,
  contentAvailability: z.union([z.array(Bits), Bits.transform((bits) => [bits])]).default([]),
  childSubtreeAvailability: Bits,
});
type SubtreeJson = z.infer<typeof SubtreeSchema>;

const SUBTREE_MAGIC = 0x74627573;
const HEADER_BYTES = 24;

interface SubtreeFile {
  readonly json: SubtreeJson;
  /** the binary chunk; empty for a JSON subtree */
  readonly binary: Uint8Array;
}

/** Files, beside the subtree, that its bits lie in. */
export const buffersOf = ({ json }: SubtreeFile): string[] => [
  ...new Set(json.buffers.flatMap(({ uri }) => (uri === undefined ? [] : [uri]))),
];

function splitBinary(bytes: Uint8Array): { text: Uint8Array; binary: Uint8Array } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES) return null;
  const [jsonBytes, binaryBytes] = [Number(view.getBigUint64(8, true)), Number(view.getBigUint64(16, true))];
  const jsonEnd = HEADER_BYTES + jsonBytes;
  if (jsonEnd + binaryBytes > bytes.length) return null;
  return {
    text: bytes.subarray(HEADER_BYTES, jsonEnd),
    binary: bytes.subarray(jsonEnd, jsonEnd + binaryBytes),
  };
}

/** Binary (`subt`) or JSON. Errors: `subtree-broken`. */
export function parseSubtree(bytes: Uint8Array): Result<SubtreeFile, CodedError> {
  const broken = (message: string) => err({ code: 'subtree-broken', message });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isBinary = bytes.length >= 4 && view.getUint32(0, true) === SUBTREE_MAGIC;
  const split = isBinary ? splitBinary(bytes) : { text: bytes, binary: new Uint8Array(0) };
  if (split === null) return broken('shorter than its header says');
  let json: unknown;
  try {
    json = JSON.parse(BufferUtils.decodeText(split.text));
  } catch {
    return broken('neither a binary subtree nor JSON');
  }
  const parsed = SubtreeSchema.safeParse(json);
  return parsed.success ? ok({ json: parsed.data, binary: split.binary }) : broken(issueOf(parsed));
}

type Availability = (index: number) => boolean;

export interface Subtree {
  /** @param index of § 8.6.2 within the level; @param level within the subtree */
  tile(level: number, index: number): boolean;
  /** how many contents a tile may have */
  readonly contents: number;
  content(slot: number, level: number, index: number): boolean;
  /** @param index Morton index at the level below the last one */
  childSubtree(index: number): boolean;
}

class MissingBits extends Error {}

function availabilityOf(
  { json, binary }: SubtreeFile,
  bits: z.infer<typeof Bits>,
  count: number,
  external: ReadonlyMap<string, Uint8Array>,
): Availability {
  const { constant } = bits;
  if (constant !== undefined) return () => constant === 1;
  const view = json.bufferViews[bits.bitstream ?? bits.bufferView ?? -1];
  const buffer = view === undefined ? undefined : json.buffers[view.buffer];
  if (view === undefined || buffer === undefined) throw new MissingBits('names bits that are not there');
  const source = buffer.uri === undefined ? binary : external.get(buffer.uri);
  if (source === undefined) throw new MissingBits(`${buffer.uri ?? ''}: cannot be read`);
  const bytes = source.subarray(view.byteOffset, view.byteOffset + view.byteLength);
  if (bytes.length * 8 < count) throw new MissingBits(`${bytes.length} bytes of bits for ${count} tiles`);
  return (index) => (((bytes[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
}

/**
 * @param external contents of the files that `buffersOf` names, as far as they could be read
 * Errors: `subtree-broken` (bits that are missing or too few).
 */
export function openSubtree(
  file: SubtreeFile,
  { branching, subtreeLevels }: ImplicitTiling,
  external: ReadonlyMap<string, Uint8Array>,
): Result<Subtree, CodedError> {
  // § 8.6.2: (N^L − 1) / (N − 1) tiles above level L
  const above = (level: number): number => (branching ** level - 1) / (branching - 1);
  try {
    const of = (bits: z.infer<typeof Bits>, count: number): Availability =>
      availabilityOf(file, bits, count, external);
    const { tileAvailability, contentAvailability, childSubtreeAvailability } = file.json;
    const tiles = of(tileAvailability, above(subtreeLevels));
    const contents = contentAvailability.map((bits) => of(bits, above(subtreeLevels)));
    const children = of(childSubtreeAvailability, branching ** subtreeLevels);
    return ok({
      tile: (level, index) => tiles(above(level) + index),
      contents: contents.length,
      content: (slot, level, index) => contents[slot]?.(above(level) + index) ?? false,
      childSubtree: children,
    });
  } catch (cause) {
    if (cause instanceof MissingBits) return err({ code: 'subtree-broken', message: cause.message });
    throw cause;
  }
}
