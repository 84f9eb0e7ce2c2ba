/**
 * Whole pictures side by side in one, each with its edge repeated a few texels outwards. A picture that repeats stays
 * apart: an atlas cannot repeat a part of itself.
 */
import type { Sheet } from './pack.ts';
import { packed } from './pack.ts';
import type { Patch, Picture, Surface } from './surface.ts';

const MARGIN_PX = 4;
const GREY = 128;

function copyInto(target: Picture, picture: Picture, left: number, top: number): void {
  const { widthPx, heightPx, rgb } = picture;
  for (let row = -MARGIN_PX; row < heightPx + MARGIN_PX; row++) {
    const from = Math.min(heightPx - 1, Math.max(0, row)) * widthPx * 3;
    const to = ((top + row) * target.widthPx + left) * 3;
    target.rgb.set(rgb.subarray(from, from + 3 * widthPx), to);
    const first = rgb.subarray(from, from + 3);
    const last = rgb.subarray(from + 3 * (widthPx - 1), from + 3 * widthPx);
    for (let k = 1; k <= MARGIN_PX; k++) {
      target.rgb.set(first, to - 3 * k);
      target.rgb.set(last, to + 3 * (widthPx - 1 + k));
    }
  }
}

function composed(pictures: readonly Picture[], sheet: Sheet): Picture {
  const { widthPx, heightPx } = sheet;
  const whole = { widthPx, heightPx, rgb: new Uint8Array(widthPx * heightPx * 3).fill(GREY) };
  pictures.forEach((picture, index) => {
    const [left, top] = sheet.corners[index] ?? [0, 0];
    copyInto(whole, picture, left + MARGIN_PX, top + MARGIN_PX);
  });
  return whole;
}

function moved(uvs: Float32Array, picture: Picture, corner: readonly [number, number], sheet: Sheet) {
  const lengths = [picture.widthPx, picture.heightPx] as const;
  const whole = [sheet.widthPx, sheet.heightPx] as const;
  return Float32Array.from(uvs, (value, i) => {
    const k = i % 2 === 0 ? 0 : 1;
    return (corner[k] + MARGIN_PX + value * lengths[k]) / whole[k];
  });
}

/** Patches of one picture as one. */
function oneOf(patches: readonly Patch[]): Patch {
  const [first] = patches;
  if (first === undefined) throw new Error('no patch to join');
  const count = (of: (patch: Patch) => number): number => patches.reduce((sum, patch) => sum + of(patch), 0);
  const positionsM = new Float64Array(count((patch) => patch.positionsM.length));
  const uvs = first.uvs === null ? null : new Float32Array(count((patch) => patch.uvs?.length ?? 0));
  const indices = new Uint32Array(count((patch) => patch.indices.length));
  let [vertices, corners] = [0, 0];
  for (const patch of patches) {
    const before = vertices;
    positionsM.set(patch.positionsM, 3 * before);
    if (uvs !== null && patch.uvs !== null) uvs.set(patch.uvs, 2 * before);
    indices.set(
      patch.indices.map((index) => index + before),
      corners,
    );
    vertices += patch.positionsM.length / 3;
    corners += patch.indices.length;
  }
  return { ...first, positionsM, uvs, indices };
}

const PLAIN = -1;
const ATLAS = -2;

/** Numbers below stand for plain colours. */
const COLOURS = -3;

function groupOf({ picture, repeats, colour }: Patch): number {
  if (picture !== null) return repeats ? picture : ATLAS;
  if (colour === undefined) return PLAIN;
  return COLOURS - (colour[0] * 65_536 + colour[1] * 256 + colour[2]);
}

/** One patch for all pictures, one for each colour of what has none, one for each picture that repeats; null: they do not fit. */
export function inOneAtlas({ patches, pictures }: Surface): Surface | null {
  const numbers = [
    ...new Set(patches.flatMap((patch) => (groupOf(patch) === ATLAS ? (patch.picture ?? []) : []))),
  ];
  const atlased = numbers.flatMap((number) => pictures[number] ?? []);
  const sheet = packed(
    atlased.map(({ widthPx, heightPx }) => ({
      widthPx: widthPx + 2 * MARGIN_PX,
      heightPx: heightPx + 2 * MARGIN_PX,
    })),
  );
  if (sheet === null) return null;
  const placed = (patch: Patch): Patch => {
    const index = numbers.indexOf(patch.picture ?? PLAIN);
    const [picture, corner] = [atlased[index], sheet.corners[index]];
    if (patch.uvs === null || picture === undefined || corner === undefined) return patch;
    return { ...patch, uvs: moved(patch.uvs, picture, corner, sheet) };
  };
  const groups = new Map<number, Patch[]>();
  for (const patch of patches) {
    const group = groups.get(groupOf(patch)) ?? [];
    groups.set(groupOf(patch), [...group, groupOf(patch) === ATLAS ? placed(patch) : patch]);
  }
  const kept: Picture[] = [];
  const merged = [...groups].map(([group, members]): Patch => {
    if (group === PLAIN || group <= COLOURS) return oneOf(members);
    const image = group === ATLAS ? composed(atlased, sheet) : pictures[group];
    return { ...oneOf(members), picture: image === undefined ? null : kept.push(image) - 1 };
  });
  return { patches: merged, pictures: kept };
}
