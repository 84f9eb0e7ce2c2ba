/**
 * Charts packed into pictures: each chart is a rectangle in metres with a painter; a margin repeats its edge so that
 * halved pictures do not bleed. Pictures stay within 2048 texels a side, sides divisible by four.
 */
import type { Ink } from '../paint/ink.ts';
import { newInk } from '../paint/ink.ts';
import { develop } from '../paint/light.ts';

export interface Chart {
  readonly widthM: number;
  readonly heightM: number;
  /** paints the lit colour at x to the right and y upwards, m from the chart's lower left corner */
  readonly paint: (ink: Ink, x: number, y: number, w: number) => void;
}

interface PlacedChart {
  readonly picture: number;
  /** lower left corner in texels from the picture's top left; the chart goes up from here */
  readonly leftPx: number;
  readonly bottomPx: number;
  readonly texelXM: number;
  readonly texelYM: number;
}

export interface AtlasPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgb: Uint8Array;
}

export interface Atlas {
  readonly pictures: readonly AtlasPicture[];
  readonly places: readonly PlacedChart[];
}

const MAX_PX = 2048;
const MARGIN_PX = 4;

const roundUp = (x: number): number => Math.ceil(x / 4) * 4;

interface Box {
  readonly chart: number;
  readonly wide: number;
  readonly high: number;
}

/** Shelf packing, tallest first; deterministic. */
function pack(boxes: readonly Box[]): {
  places: { picture: number; x: number; y: number }[];
  sizes: { w: number; h: number }[];
} {
  const area = boxes.reduce((sum, box) => sum + box.wide * box.high, 0);
  const widest = boxes.reduce((max, box) => Math.max(max, box.wide), 0);
  const width = Math.min(MAX_PX, Math.max(roundUp(widest), roundUp(Math.sqrt(area * 1.06))));
  const places: { picture: number; x: number; y: number }[] = [];
  const sizes: { w: number; h: number }[] = [];
  let picture = 0;
  let x = 0;
  let y = 0;
  let shelf = 0;
  for (const box of [...boxes].sort((a, b) => b.high - a.high || a.chart - b.chart)) {
    if (x + box.wide > width) {
      x = 0;
      y += shelf;
      shelf = 0;
    }
    if (y + box.high > MAX_PX) {
      picture += 1;
      x = 0;
      y = 0;
      shelf = 0;
    }
    places[box.chart] = { picture, x, y };
    x += box.wide;
    shelf = Math.max(shelf, box.high);
    sizes[picture] = { w: width, h: roundUp(y + shelf) };
  }
  return { places, sizes };
}

function paintChart(
  target: AtlasPicture,
  chart: Chart,
  place: PlacedChart,
  size: { wide: number; high: number },
): void {
  const ink = newInk();
  const { rgb, widthPx } = target;
  const w = Math.max(place.texelXM, place.texelYM);
  const inner = { wide: size.wide - 2 * MARGIN_PX, high: size.high - 2 * MARGIN_PX };
  const left = place.leftPx;
  const top = place.bottomPx - inner.high;
  for (let row = 0; row < inner.high; row++) {
    const y = (inner.high - row - 0.5) * place.texelYM;
    for (let column = 0; column < inner.wide; column++) {
      chart.paint(ink, (column + 0.5) * place.texelXM, y, w);
      develop(ink, left + column, top + row);
      const at = ((top + row) * widthPx + left + column) * 3;
      rgb[at] = ink.r * 255;
      rgb[at + 1] = ink.g * 255;
      rgb[at + 2] = ink.b * 255;
    }
  }
  // the margin
  for (let row = -MARGIN_PX; row < inner.high + MARGIN_PX; row++) {
    const sourceRow = top + Math.min(inner.high - 1, Math.max(0, row));
    const isInside = row >= 0 && row < inner.high;
    for (let column = -MARGIN_PX; column < inner.wide + MARGIN_PX; column++) {
      if (isInside && column === 0) column = inner.wide;
      const sourceColumn = left + Math.min(inner.wide - 1, Math.max(0, column));
      const from = (sourceRow * widthPx + sourceColumn) * 3;
      const to = ((top + row) * widthPx + left + column) * 3;
      rgb.copyWithin(to, from, from + 3);
    }
  }
}

export function makeAtlas(charts: readonly Chart[], texelM: number): Atlas {
  const boxes = charts.map((chart, index) => {
    const most = MAX_PX - 2 * MARGIN_PX;
    return {
      chart: index,
      wide: Math.min(most, Math.max(2, Math.round(chart.widthM / texelM))) + 2 * MARGIN_PX,
      high: Math.min(most, Math.max(2, Math.round(chart.heightM / texelM))) + 2 * MARGIN_PX,
    };
  });
  const { places, sizes } = pack(boxes);
  const pictures = sizes.map(({ w, h }) => ({
    widthPx: w,
    heightPx: h,
    rgb: new Uint8Array(w * h * 3).fill(110),
  }));
  const placed = charts.map((chart, index): PlacedChart => {
    const box = boxes[index];
    const place = places[index];
    if (!box || !place) throw new Error(`chart ${index} was not packed`);
    const at: PlacedChart = {
      picture: place.picture,
      leftPx: place.x + MARGIN_PX,
      bottomPx: place.y + box.high - MARGIN_PX,
      texelXM: chart.widthM / (box.wide - 2 * MARGIN_PX),
      texelYM: chart.heightM / (box.high - 2 * MARGIN_PX),
    };
    const target = pictures[place.picture];
    if (target) paintChart(target, chart, at, box);
    return at;
  });
  return { pictures, places: placed };
}

export function halvePicture(picture: AtlasPicture): AtlasPicture {
  const widthPx = picture.widthPx >> 1;
  const heightPx = picture.heightPx >> 1;
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  const source = picture.rgb;
  const stride = picture.widthPx * 3;
  for (let row = 0; row < heightPx; row++) {
    for (let column = 0; column < widthPx; column++) {
      const from = row * 2 * stride + column * 6;
      const to = (row * widthPx + column) * 3;
      for (let band = 0; band < 3; band++) {
        const at = from + band;
        rgb[to + band] =
          ((source[at] ?? 0) +
            (source[at + 3] ?? 0) +
            (source[at + stride] ?? 0) +
            (source[at + stride + 3] ?? 0) +
            2) >>
          2;
      }
    }
  }
  return { widthPx, heightPx, rgb };
}
