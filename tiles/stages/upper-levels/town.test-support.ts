/**
 * A town of root tiles whose shape and colours are formulas, as an OSGB production: rolling ground with a house on
 * every tile, red walls and a blue roof. Frame: local, which on the tangent plane is the frame of the tileset.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import type { OsgbGeometry, OsgbNode, OsgbTile } from '../../../formats/osgb/model.ts';
import { writeOsgb } from '../../../formats/osgb/write.ts';

export type Rgb = readonly [number, number, number];

export const TILE_M = 20;
const CELLS = 8;
const HOUSE = { from: 7, to: 13, topM: 9 };
export const WALL: Rgb = [200, 30, 30];
export const ROOF: Rgb = [30, 40, 210];
/** The lowest tenth of a picture holds the colours of the house, walls on the left and roof on the right. */
const HOUSE_STRIP = 0.1;

export const groundM = (e: number, n: number): number => 2 * Math.sin(e / 9) + 1.5 * Math.cos(n / 7);

export const groundColour = (e: number, n: number): Rgb => [
  110 + 60 * Math.sin(e / 6),
  110 + 60 * Math.sin(n / 8),
  90 + 40 * Math.cos((e - n) / 10),
];

/** The picture of a tile; rows from the top, v upwards. */
async function pictureOf(column: number, row: number, sizePx: number): Promise<Uint8Array> {
  const rgb = new Uint8Array(sizePx * sizePx * 3);
  for (let y = 0; y < sizePx; y++) {
    const v = 1 - (y + 0.5) / sizePx;
    for (let x = 0; x < sizePx; x++) {
      const u = (x + 0.5) / sizePx;
      const onGround = (v - HOUSE_STRIP) / (1 - HOUSE_STRIP);
      const ground = groundColour((column + u) * TILE_M, (row + onGround) * TILE_M);
      const colour = v >= HOUSE_STRIP ? ground : u < 0.5 ? WALL : ROOF;
      rgb.set(colour.map(Math.round), 3 * (y * sizePx + x));
    }
  }
  return await sharp(rgb, { raw: { width: sizePx, height: sizePx, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

type Corner = readonly [e: number, n: number, h: number, u: number, v: number];

class Quads {
  readonly #positionsM: number[] = [];
  readonly #uvs: number[] = [];
  readonly #indices: number[] = [];

  add(corners: readonly Corner[]): void {
    const first = this.#positionsM.length / 3;
    for (const [e, n, h, u, v] of corners) {
      this.#positionsM.push(e, n, h);
      this.#uvs.push(u, v);
    }
    this.#indices.push(first, first + 1, first + 2, first, first + 2, first + 3);
  }

  geometry(image: number | null): OsgbGeometry {
    return {
      positionsM: Float32Array.from(this.#positionsM),
      uvs: Float32Array.from(this.#uvs),
      indices: Uint32Array.from(this.#indices),
      normals: null,
      colours: null,
      image,
    };
  }
}

function addHouse(quads: Quads, e0: number, n0: number): void {
  const { from, to, topM } = HOUSE;
  const ring = [
    [from, from],
    [to, from],
    [to, to],
    [from, to],
  ] as const;
  const wall = [
    [0.05, 0.02],
    [0.45, 0.02],
    [0.45, 0.08],
    [0.05, 0.08],
  ] as const;
  ring.forEach(([x, y], k) => {
    const [nextX, nextY] = ring[(k + 1) % 4] ?? [x, y];
    const corner = (cx: number, cy: number, h: number, at: 0 | 1 | 2 | 3): Corner => [
      e0 + cx,
      n0 + cy,
      h,
      ...wall[at],
    ];
    quads.add([
      corner(x, y, -4, 0),
      corner(nextX, nextY, -4, 1),
      corner(nextX, nextY, topM, 2),
      corner(x, y, topM, 3),
    ]);
  });
  quads.add(
    ring.map(([x, y], k): Corner => [
      e0 + x,
      n0 + y,
      topM,
      0.5 + wall[k === 0 || k === 3 ? 0 : 1][0],
      k < 2 ? 0.02 : 0.08,
    ]),
  );
}

export function tileGeometry(column: number, row: number, image: number | null = 0): OsgbGeometry {
  const quads = new Quads();
  const [e0, n0] = [column * TILE_M, row * TILE_M];
  const step = TILE_M / CELLS;
  const corner = (i: number, j: number): Corner => {
    const [e, n] = [e0 + i * step, n0 + j * step];
    return [e, n, groundM(e, n), i / CELLS, HOUSE_STRIP + (1 - HOUSE_STRIP) * (j / CELLS)];
  };
  for (let j = 0; j < CELLS; j++) {
    for (let i = 0; i < CELLS; i++) {
      quads.add([corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)]);
    }
  }
  addHouse(quads, e0, n0);
  return quads.geometry(image);
}

export function nodeOf(
  geometries: readonly OsgbGeometry[],
  childFiles: readonly string[],
  errorM: number,
): OsgbNode {
  const [e = 0, n = 0] = geometries[0]?.positionsM ?? [];
  // geometricError = 16 · 2 r / s
  return {
    geometries,
    childFiles,
    centreM: [e + TILE_M / 2, n + TILE_M / 2, 0],
    radiusM: 16,
    switchPixels: 512 / errorM,
  };
}

export interface TownOptions {
  readonly columns: number;
  readonly rows: number;
  /** of the picture of a root tile */
  readonly sizePx: number;
  /** whether each root has a finer level, with the same content */
  readonly finer?: boolean;
  /** another root file for a tile by its name, for example a broken one */
  readonly instead?: Readonly<Record<string, OsgbTile>>;
}

export const tileName = (column: number, row: number): string =>
  `Tile_+${String(column).padStart(3, '0')}_+${String(row).padStart(3, '0')}`;

/** Writes the production into `folder`. */
export async function writeTown(folder: string, options: TownOptions): Promise<void> {
  const { columns, rows, sizePx, finer = true, instead = {} } = options;
  mkdirSync(folder, { recursive: true });
  const xml = `<?xml version="1.0"?><ModelMetadata version="1"><SRS>ENU:29.8790,121.5530</SRS><SRSOrigin>0,0,0</SRSOrigin></ModelMetadata>`;
  writeFileSync(path.join(folder, 'metadata.xml'), xml);
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      const name = tileName(column, row);
      const at = path.join(folder, 'Data', name);
      mkdirSync(at, { recursive: true });
      const images = [{ fileName: 'a.png', bytes: await pictureOf(column, row, sizePx) }];
      const errorM = (16 * TILE_M) / sizePx;
      const own = (childFiles: string[]): OsgbTile => ({
        images,
        nodes: [nodeOf([tileGeometry(column, row)], childFiles, errorM)],
      });
      const root = instead[name] ?? own(finer ? [`${name}_L20_0.osgb`] : []);
      writeFileSync(path.join(at, `${name}.osgb`), writeOsgb(root));
      if (finer) writeFileSync(path.join(at, `${name}_L20_0.osgb`), writeOsgb(own([])));
    }
  }
}
