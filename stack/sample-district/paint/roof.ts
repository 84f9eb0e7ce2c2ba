/** Roof coverings and roof plant as albedo, in the building's own frame (x, y m). */
import type { Building, Part, Plant, RoofSkin } from '../description/building.ts';
import { cloud, hash, noise } from '../random.ts';
import type { Ink, Rgb } from './ink.ts';
import { blend, dim, fract, lines, ramp, setInk, span } from './ink.ts';

const SKIN: Readonly<Record<RoofSkin, Rgb>> = {
  'grey-tile': [0.4, 0.395, 0.385],
  'red-tile': [0.56, 0.34, 0.26],
  'blue-metal': [0.3, 0.47, 0.63],
  'grey-metal': [0.58, 0.6, 0.61],
  'white-metal': [0.78, 0.79, 0.78],
  bitumen: [0.38, 0.38, 0.385],
  concrete: [0.58, 0.565, 0.53],
  green: [0.38, 0.44, 0.27],
  paved: [0.56, 0.5, 0.44],
  slate: [0.35, 0.37, 0.4],
};

interface RoofPoint {
  x: number;
  y: number;
  w: number;
}

function paintPitched(ink: Ink, part: Part, skin: RoofSkin, at: RoofPoint): void {
  const { x, y, w } = at;
  const ridgeX = part.ridge === 'x';
  const across = ridgeX ? y - (part.y0 + part.y1) / 2 : x - (part.x0 + part.x1) / 2;
  const along = ridgeX ? x : y;
  const half = (ridgeX ? part.y1 - part.y0 : part.x1 - part.x0) / 2;
  const end = ridgeX ? Math.min(x - part.x0, part.x1 - x) : Math.min(y - part.y0, part.y1 - y);
  const metal = skin.endsWith('metal');
  // on the hipped ends the courses run the other way
  const onHip = part.roof === 'hip' && end < half - Math.abs(across);
  const down = onHip ? half - end : Math.abs(across);
  const level = onHip ? across : along;
  const seed = part.seed % 997;
  if (metal) {
    dim(ink, 1 - 0.16 * lines(level, 0.76, 0.09, w) - 0.1 * lines(level + 0.2, 0.76, 0.06, w));
    const sheet = hash(level / 3.8, down / 6, seed);
    dim(ink, 0.94 + 0.1 * sheet);
    // translucent strips, and rust running down
    blend(ink, [0.72, 0.76, 0.74], sheet > 0.86 && part.y1 - part.y0 > 12 ? 0.55 : 0);
    blend(ink, [0.42, 0.3, 0.22], ramp(0.62, 0.85, noise(level / 1.1, down / 7 + seed, 141)) * 0.35);
  } else {
    // rolls of tiles down the slope, courses along it
    dim(ink, 1 - 0.3 * lines(level, 0.24, 0.1, w) - 0.16 * lines(down, 0.32, 0.06, w));
    const patch = hash(level / 2.2, down / 1.6, seed + 3);
    dim(ink, 0.88 + 0.16 * cloud(level / 3 + seed, down / 3, 142) + (patch > 0.93 ? 0.12 : 0));
    blend(ink, [0.3, 0.31, 0.26], ramp(0.5, 0.85, cloud(x / 5 + seed, y / 5, 143)) * 0.5);
    if (patch < 0.03) blend(ink, [0.5, 0.36, 0.3], 0.6);
  }
  // ridge, hips and verges
  const hip = part.roof === 'hip' ? Math.abs(end - (half - Math.abs(across))) * 0.707 : Infinity;
  const ridge = Math.min(Math.abs(across), hip);
  if (!(part.roof === 'hip' && end < half - 0.2 && Math.abs(across) < hip && end < half - Math.abs(across))) {
    blend(
      ink,
      metal ? [0.62, 0.64, 0.65] : [0.62, 0.59, 0.55],
      span(Math.min(ridge, 9), -1, metal ? 0.16 : 0.13, w) * 0.75,
    );
  }
  blend(ink, [0.25, 0.24, 0.23], span(half + part.overhangM - Math.abs(across), 0, 0.14, w) * 0.6);
  // party walls of a terrace rise a little above the tiles
  if (part.facade === 'lilong' && part.roof === 'gable') {
    const wall = lines(along - (ridgeX ? part.x0 : part.y0), 4.2, 0.26, w);
    blend(ink, [0.66, 0.64, 0.6], wall * 0.5);
  }
}

function paintFlat(ink: Ink, part: Part, skin: RoofSkin, at: RoofPoint): void {
  const { x, y, w } = at;
  const seed = part.seed % 991;
  const edge = Math.min(x - part.x0, part.x1 - x, y - part.y0, part.y1 - y);
  if (skin === 'green') {
    dim(ink, 0.8 + 0.4 * cloud(x / 2 + seed, y / 2, 151));
    blend(ink, [0.58, 0.55, 0.5], Math.max(lines(x, 7, 0.9, w), lines(y, 6, 0.9, w)) * 0.85);
  } else if (skin === 'bitumen') {
    dim(ink, 0.9 + 0.12 * hash(y / 1, seed, 152) + 0.1 * cloud(x / 4, y / 4 + seed, 153));
    blend(ink, [0.55, 0.55, 0.54], lines(y, 1, 0.06, w) * 0.45);
  } else {
    const tile = skin === 'paved' ? 0.5 : 3;
    dim(ink, 0.93 + 0.1 * hash(x / tile, y / tile, seed) * Math.min(1, tile / w));
    dim(ink, 1 - 0.3 * Math.max(lines(x, tile, 0.04, w), lines(y, tile, 0.04, w)));
  }
  // ponding stains, dirt by the parapet, waterproofing patches
  const stain = ramp(0.48, 0.8, cloud(x / 7 + seed, y / 7 - seed, 154));
  blend(ink, [0.33, 0.32, 0.3], stain * 0.5);
  blend(ink, [0.3, 0.29, 0.27], (1 - ramp(0.2, 1.3, edge)) * 0.4);
  if (hash(x / 5, y / 4, seed + 9) < 0.09)
    blend(ink, [0.3, 0.3, 0.31], 0.6 * span(fract(x / 5) * 5, 0.6, 4.2, w));
  if (part.parapetM > 0.3) blend(ink, [0.66, 0.64, 0.6], span(edge, -0.2, 0.26, w) * 0.85);
}

/** Roof of a part at local x, y; repainted roofs change colour from their epoch on. */
export function paintRoof(ink: Ink, building: Building, part: Part, at: RoofPoint, epoch: number): void {
  const repainted = epoch >= building.repaintedFrom;
  const skin: RoofSkin = repainted
    ? part.skin === 'red-tile' || part.skin === 'white-metal'
      ? 'blue-metal'
      : 'red-tile'
    : part.skin;
  setInk(ink, SKIN[skin]);
  const tint = hash(part.seed, 5, 155) - 0.5;
  ink.r *= 1 + tint * 0.16;
  ink.g *= 1 + tint * 0.12;
  ink.b *= 1 + tint * 0.06;
  if (part.roof === 'flat') paintFlat(ink, part, skin, at);
  else paintPitched(ink, part, skin, at);
}

export function paintPlant(ink: Ink, plant: Plant, x: number, y: number, w: number): void {
  const px = x - plant.x0;
  const py = y - plant.y0;
  const width = plant.x1 - plant.x0;
  const depth = plant.y1 - plant.y0;
  switch (plant.kind) {
    case 'heater':
      // glass tubes below, the steel tank along the top
      setInk(ink, [0.16, 0.19, 0.27]);
      blend(ink, [0.4, 0.44, 0.52], lines(px, 0.14, 0.05, w) * 0.8);
      blend(ink, [0.82, 0.83, 0.84], span(py, depth - 0.48, depth, w));
      break;
    case 'tank':
      setInk(ink, [0.72, 0.73, 0.74]);
      dim(ink, 1 - 0.35 * ramp(width * 0.28, width * 0.55, Math.hypot(px - width / 2, py - depth / 2)));
      break;
    case 'aircon': {
      setInk(ink, [0.74, 0.74, 0.72]);
      const r = Math.hypot(px - width / 2, py - depth / 2);
      blend(ink, [0.25, 0.26, 0.27], (1 - ramp(0.26, 0.34, r)) * 0.8);
      break;
    }
    case 'stair':
      setInk(ink, [0.6, 0.585, 0.55]);
      dim(ink, 0.86 + 0.2 * cloud(x / 2, y / 2, 156));
      break;
    case 'chimney':
      setInk(ink, [0.45, 0.33, 0.27]);
      blend(ink, [0.12, 0.12, 0.12], span(px, 0.25, width - 0.25, w) * span(py, 0.25, depth - 0.25, w));
      break;
    case 'skylight':
      setInk(ink, [0.42, 0.36, 0.3]);
      blend(ink, [0.25, 0.32, 0.4], span(px, 0.15, width - 0.15, w) * span(py, 0.15, depth - 0.15, w) * 0.8);
      break;
    case 'kiosk':
      setInk(ink, [0.5, 0.56, 0.56]);
      break;
  }
}
