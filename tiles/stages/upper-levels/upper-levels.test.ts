/** Rebuilt levels of a town of formulas, looked at by rays. Source: OGC 22-025r4 (3D Tiles 1.1). */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OsgbTile } from '../../../formats/osgb/model.ts';
import { meshImportCommand } from '../../commands/mesh-import.ts';
import { validateTileset } from '../../validate/tileset.ts';
import type { Place } from './rebuilt-import.test-support.ts';
import {
  colourApart,
  faultsOf,
  filesIn,
  FROM_ABOVE_M,
  lookDown,
  mean,
  openRoots,
  percentile,
  places,
  upperContents,
  upperIn,
  workshop,
} from './rebuilt-import.test-support.ts';
import type { Content } from './seen-tiles.test-support.ts';
import { allTiles, look, openContent, readTileset, tilesOfView } from './seen-tiles.test-support.ts';
import {
  groundColour,
  groundM,
  nodeOf,
  ROOF,
  TILE_M,
  tileGeometry,
  tileName,
  WALL,
} from './town.test-support.ts';

const { folder, fresh, imported, town } = workshop();
afterAll(() => rmSync(folder, { recursive: true }));

const onHouse = ({ e, n }: Place, marginM: number): boolean =>
  [e, n].every((value) => Math.abs((value % TILE_M) - TILE_M / 2) < 3 + marginM);
interface Agreement {
  readonly heightsApartM: readonly number[];
  readonly coloursApart: readonly number[];
  readonly missed: number;
}

/** Against the formulas of the town; not at the foot of a wall, where both are right. */
function againstTown(contents: readonly Content[], at: readonly Place[], marginM: number): Agreement {
  const clear = at.filter((place) => onHouse(place, marginM) === onHouse(place, -marginM));
  const seen = clear.map((place) => ({ place, hit: lookDown(contents, place) }));
  const hits = seen.flatMap(({ place, hit }) => (hit === null ? [] : [{ place, hit }]));
  return {
    missed: seen.length - hits.length,
    heightsApartM: hits.map(({ place: { e, n }, hit }) => {
      const truthM = onHouse({ e, n }, 0) ? 9 : groundM(e, n);
      return Math.abs(FROM_ABOVE_M - hit.distanceM - truthM);
    }),
    coloursApart: hits.map(({ place: { e, n }, hit }) =>
      colourApart(hit.colour, onHouse({ e, n }, 0) ? ROOF : groundColour(e, n)),
    ),
  };
}

/** Walls of all houses of a row as one sees them when one comes from the south. */
function wallColours(contents: readonly Content[], columns: number): number[] {
  return Array.from({ length: columns }, (_, column) => {
    const hit = look(contents, [column * TILE_M + 10.3, -50, 6.5], [0, 1, 0]);
    return hit === null ? 255 : colourApart(hit.colour, WALL);
  });
}

/** Contents that leave the box of their tile, m. */
async function outsideM(out: string): Promise<number> {
  let worstM = 0;
  for (const { tile, folder: at } of allTiles(path.join(out, 'tileset.json'))) {
    if (tile.content?.uri.endsWith('.glb') !== true) continue;
    const { box } = tile.boundingVolume;
    const { positionsM } = await openContent(path.join(at, tile.content.uri));
    positionsM.forEach((value, i) => {
      worstM = Math.max(worstM, Math.abs(value - (box[i % 3] ?? 0)) - (box[3 + 4 * (i % 3)] ?? 0));
    });
  }
  return worstM;
}

describe('a town whose root tiles fit four in a merged tile', () => {
  const SIDE = 4;
  let source: string;
  let out: string;
  let value: Awaited<ReturnType<typeof imported>>['value'];
  beforeAll(async () => {
    source = await town({ columns: SIDE, rows: SIDE, sizePx: 320 });
    ({ out, value } = await imported(source));
  });

  it('property: four merged tiles under one, valid, with errors that at least double', async () => {
    expect(value).toMatchObject({ tiles: 2 * 16, upperTiles: 5, findings: [] });
    expect(upperIn(out)).toEqual(['0', '1', '2', '3', 'all'].map((id) => path.join('upper', `${id}.glb`)));
    expect(await faultsOf(out)).toEqual([]);
    expect(await outsideM(out)).toBeLessThan(2e-3);
    const { root } = readTileset(path.join(out, 'tileset.json'));
    expect(root.geometricError).toBeCloseTo(2, 6);
    expect(root.children?.map(({ geometricError }) => Math.round(geometricError * 1e6) / 1e6)).toEqual([
      1, 1, 1, 1,
    ]);
    // under a merged tile: roots that draw nothing and hand on to what the source has below them
    for (const merged of root.children ?? []) {
      expect(merged.children?.map(({ content }) => content)).toEqual(Array(4).fill(undefined));
      expect(merged.children?.flatMap(({ children }) => children?.length)).toEqual([1, 1, 1, 1]);
    }
    expect(filesIn(out, 'tileset.json')).toEqual(['tileset.json']);
  });

  it('peer: merged tiles show what the root tiles show', async () => {
    const merged = await upperContents(out, upperIn(out).slice(0, 4));
    const roots = await openRoots((await imported(source, { upperLevels: 'none' })).out);
    const sum = (contents: readonly Content[]): number =>
      contents.reduce((total, { triangles }) => total + triangles, 0);
    expect(sum(merged)).toBe(sum(roots));
    const apart = places(80, 80, 600).map((place) => {
      const [a, b] = [lookDown(merged, place), lookDown(roots, place)];
      if (a === null || b === null) throw new Error(`nothing at ${place.e}, ${place.n}`);
      return { heightM: Math.abs(a.distanceM - b.distanceM), colour: colourApart(a.colour, b.colour) };
    });
    expect(
      percentile(
        apart.map(({ heightM }) => heightM),
        0.99,
      ),
    ).toBeLessThan(3e-3);
    expect(mean(apart.map(({ colour }) => colour))).toBeLessThan(4);
  });

  it('reference: the simplified tile is the town, within the error that simplifying may make', async () => {
    const all = await upperContents(out, ['upper/all.glb']);
    expect(all[0]!.triangles).toBeLessThan(0.75 * 16 * 138);
    const { missed, heightsApartM, coloursApart } = againstTown(all, places(80, 80, 1500), 0.3);
    expect(missed).toBe(0);
    expect(percentile(heightsApartM, 0.99)).toBeLessThan(0.25);
    expect(mean(coloursApart)).toBeLessThan(5);
    expect(percentile(coloursApart, 0.99)).toBeLessThan(25);
    expect(Math.max(...wallColours(all, SIDE))).toBeLessThan(25);
  });

  it('property: two merged neighbours have the same vertices on their common border', async () => {
    const contents = await upperContents(out, upperIn(out).slice(0, 4));
    expect(bordersOf(contents, 40)).toEqual([17, 17]);
  });

  it('property: the same source gives the same bytes', async () => {
    const again = await imported(source);
    const files = filesIn(out, '');
    expect(filesIn(again.out, '')).toEqual(files);
    const bytesOf = (at: string): string[] =>
      files.filter((name) => /\.\w+$/.test(name)).map((name) => readFileSync(path.join(at, name), 'base64'));
    expect(bytesOf(again.out)).toEqual(bytesOf(out));
  });

  it('property: a view from afar needs a handful of requests, one from near no more than without', async () => {
    const { out: bare } = await imported(source, { upperLevels: 'none' });
    const from = (at: string, distanceM: number) =>
      tilesOfView(path.join(at, 'tileset.json'), {
        cameraM: [40, 40, distanceM],
        maxErrorPx: 16,
        focalPx: 1000,
      });
    expect(from(out, 1000)).toEqual({ requests: 2, drawn: 1 });
    expect(from(bare, 1000)).toEqual({ requests: 33, drawn: 16 });
    expect(from(out, 100)).toEqual({ requests: 6, drawn: 4 });
    expect(from(bare, 100)).toEqual({ requests: 33, drawn: 16 });
    // all of the finest: the tileset, five upper tiles and sixteen; without, tilesets and coarser contents too
    expect(from(out, 20)).toEqual({ requests: 22, drawn: 16 });
    expect(from(bare, 20)).toEqual({ requests: 49, drawn: 16 });
  });

  it('errors: stopping while upper levels are built leaves nothing', async () => {
    const target = path.join(fresh(), 'mesh');
    const signal = { aborted: false };
    const progress = (line: string): void => {
      if (line.startsWith('upper levels')) signal.aborted = true;
    };
    const input = {
      source,
      out: target,
      geometry: 'meshopt',
      textures: 'webp',
      upperLevels: 'rebuilt',
    } as const;
    const answer = await meshImportCommand.run(input, { progress, signal });
    expect(!answer.ok && answer.error.code).toBe('cancelled');
    expect(signal.aborted).toBe(true);
    expect(existsSync(path.dirname(target)) ? readdirSync(path.dirname(target)) : []).toEqual([]);
  });

  it('errors: an image that no decoder reads is a finding; only the tiles above it stay without content', async () => {
    const name = tileName(0, 0);
    const broken: OsgbTile = {
      images: [{ fileName: 'a.jpg', bytes: Uint8Array.of(0xff, 0xd8, 1, 2) }],
      nodes: [nodeOf([tileGeometry(0, 0)], [`${name}_L20_0.osgb`], 1)],
    };
    const { out: at, value: told } = await imported(
      await town({ columns: SIDE, rows: SIDE, sizePx: 320, instead: { [name]: broken } }),
    );
    expect(told.findings.map(({ code }) => code).sort()).toEqual(['texture-broken', 'upper-level-left-out']);
    expect(told.findings[0]?.path).toBe('Tile_000_000/Tile_000_000.glb');
    expect(told).toMatchObject({ upperTiles: 3, tiles: 2 * 16 });
    const { findings } = await validateTileset(path.join(at, 'tileset.json'));
    expect(findings).toEqual([]);
    const { root } = readTileset(path.join(at, 'tileset.json'));
    expect(root.content).toBeUndefined();
    expect(root.children?.map(({ content }) => content !== undefined)).toEqual([false, true, true, true]);
    expect(root.children?.[0]?.children?.map(({ content }) => content?.uri)).toEqual(
      [tileName(0, 0), tileName(0, 1), tileName(1, 0), tileName(1, 1)].map((root_) => {
        const stem = root_.replaceAll('+', '');
        return `${stem}/${stem}.glb`;
      }),
    );
  });
});

/** On x = atM and on y = atM: how many places all contents that reach it have there, or −1 where they differ. */
function bordersOf(contents: readonly Content[], atM: number): number[] {
  return [0, 1].map((axis) => {
    // by the quarter that lies on either side of the other axis
    const sides = contents.flatMap(({ positionsM }) => {
      const on = new Set<string>();
      for (let at = 0; at < positionsM.length; at += 3) {
        const [x, y, z] = positionsM.subarray(at, at + 3);
        const [across, along] = axis === 0 ? [x, y] : [y, x];
        if (Math.abs((across ?? 0) - atM) < 1e-2) on.add(`${across} ${along} ${z}`);
      }
      return [[...on].sort()];
    });
    const keys = sides.map((side) => side.join('; '));
    const pairs = keys.map((key) => keys.filter((other) => other === key).length);
    return pairs.every((count) => count >= 2) ? (sides[0]?.length ?? 0) : -1;
  });
}

describe('a town whose root tiles are too large to be merged', () => {
  it('property: simplified neighbours have the same vertices on their common border, and the colours of the town', async () => {
    const { out, value } = await imported(await town({ columns: 4, rows: 4, sizePx: 520, finer: false }));
    expect(value).toMatchObject({ tiles: 16, upperTiles: 5, findings: [] });
    expect(await faultsOf(out)).toEqual([]);
    const contents = await upperContents(out, upperIn(out).slice(0, 4));
    expect(bordersOf(contents, 40)).toEqual([17, 17]);
    const { missed, heightsApartM, coloursApart } = againstTown(contents, places(80, 80, 800), 0.3);
    expect(missed).toBe(0);
    // the stated error is 16 texels; simplifying may move two
    expect(percentile(heightsApartM, 0.99)).toBeLessThan(0.3);
    expect(mean(coloursApart)).toBeLessThan(4);
    expect(Math.max(...wallColours(contents, 4))).toBeLessThan(20);
    // roots without anything finer keep what they draw, at error 0 below tiles of 16 texels
    const { root } = readTileset(path.join(out, 'tileset.json'));
    const texelErrorM = (16 * TILE_M) / 520;
    const [first] = root.children ?? [];
    expect(first?.geometricError).toBeGreaterThan(1.6 * texelErrorM);
    expect(first?.geometricError).toBeLessThan(4 * texelErrorM);
    expect(
      first?.children?.map(({ geometricError, content }) => [geometricError, content !== undefined]),
    ).toEqual(Array(4).fill([0, true]));
  });
});
