/** Rebuilt levels of what no formula makes: repeated and plain materials, odd roots, and a real production. */
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import type { OsgbTile } from '../../../formats/osgb/model.ts';
import {
  colourApart,
  faultsOf,
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
import { look, openContent, readTileset } from './seen-tiles.test-support.ts';
import type { Rgb } from './town.test-support.ts';
import { groundM, nodeOf, tileGeometry, tileName, writeTown } from './town.test-support.ts';

const DATA = path.join(process.env['CHENGKAN_DATA'] ?? path.resolve('..', 'shared', 'data'), 'osgb');
const required = process.env['CHENGKAN_DATA_REQUIRED'] === '1';
const withData = it.skipIf(!required && !existsSync(DATA));

const { folder, fresh, imported, town } = workshop();
afterAll(() => rmSync(folder, { recursive: true }));

/** Red and green above, blue and white below. */
async function quarters(sizePx: number): Promise<Uint8Array> {
  const rgb = new Uint8Array(sizePx * sizePx * 3);
  for (let i = 0; i < sizePx * sizePx; i++)
    rgb.set(quarterAt((i % sizePx) / sizePx, Math.floor(i / sizePx) / sizePx), 3 * i);
  return await sharp(rgb, { raw: { width: sizePx, height: sizePx, channels: 3 } })
    .png()
    .toBuffer();
}

/** @param down from the top */
function quarterAt(right: number, down: number): Rgb {
  if (down < 0.5) return right < 0.5 ? [220, 20, 20] : [20, 220, 20];
  return right < 0.5 ? [20, 20, 220] : [220, 220, 220];
}

describe('materials that no atlas holds', () => {
  /** A floor of 30 m on which the picture repeats three times each way, and a plain one beside it. */
  async function floors(sizePx: number): Promise<string> {
    const at = fresh();
    const images = [{ fileName: 'a.png', bytes: await quarters(sizePx) }];
    const floor = (e: number, image: number | null) => ({
      positionsM: Float32Array.of(e, 0, 5, e + 30, 0, 5, e + 30, 30, 5, e, 30, 5),
      uvs: Float32Array.of(-1, -1, 2, -1, 2, 2, -1, 2),
      indices: Uint32Array.of(0, 1, 2, 0, 2, 3),
      normals: null,
      colours: null,
      image,
    });
    const instead = {
      [tileName(0, 0)]: { images, nodes: [nodeOf([floor(0, 0)], [], 1)] },
      [tileName(1, 0)]: { images, nodes: [nodeOf([floor(30, null), floor(60, 0)], [], 1)] },
    };
    await writeTown(at, { columns: 2, rows: 1, sizePx: 16, finer: false, instead });
    return at;
  }

  async function coloursApart(source: string): Promise<{ content: Content; apart: number[] }> {
    const { out, value } = await imported(source, { textures: 'keep' });
    expect(value).toMatchObject({ upperTiles: 1, findings: [] });
    expect(await faultsOf(out)).toEqual([]);
    const content = await openContent(path.join(out, 'upper/all.glb'));
    const inside = places(90, 30, 900).filter(({ e, n }) =>
      [e % 5, n % 5].every((value_) => value_ > 0.5 && value_ < 4.5),
    );
    const apart = inside.map(({ e, n }) => {
      const truth: Rgb = e > 30 && e < 60 ? [218, 218, 218] : quarterAt((e % 10) / 10, 1 - (n % 10) / 10);
      const hit = lookDown([content], { e, n });
      return hit === null ? 255 : colourApart(hit.colour, truth);
    });
    return { content, apart };
  }

  it('property: merged, a picture that repeats stays apart and repeats, and what is plain stays plain', async () => {
    const { content, apart } = await coloursApart(await floors(64));
    expect(content.primitives.map(({ repeats, picture }) => [repeats, picture !== null]).sort()).toEqual([
      [false, false],
      [true, true],
      [true, true],
    ]);
    expect(Math.max(...apart)).toBeLessThan(8);
  });

  it('property: simplified, both are in the one picture', async () => {
    const { content, apart } = await coloursApart(await floors(750));
    expect(content.primitives.map(({ repeats }) => repeats)).toEqual([false]);
    expect(mean(apart)).toBeLessThan(4);
    expect(percentile(apart, 0.99)).toBeLessThan(12);
  });
});

describe('roots of every kind', () => {
  it('property: several nodes, nothing at the top and one root alone come out whole', async () => {
    const name = tileName(0, 0);
    const images = [{ fileName: 'a.png', bytes: await quarters(32) }];
    const instead: Record<string, OsgbTile> = {
      // draws nothing itself: what is below it is its coarsest
      [name]: { images: [], nodes: [nodeOf([], [`${name}_L20_0.osgb`], 1)] },
      [tileName(1, 0)]: {
        images,
        nodes: [
          nodeOf([tileGeometry(1, 0)], [`${tileName(1, 0)}_L20_0.osgb`], 2),
          nodeOf([tileGeometry(1, 1)], [], 2),
        ],
      },
    };
    const { out, value } = await imported(await town({ columns: 2, rows: 1, sizePx: 32, instead }));
    // the finest of both roots, and two nodes at the top of one
    expect(value).toMatchObject({ upperTiles: 1, tiles: 4, findings: [] });
    expect(await faultsOf(out)).toEqual([]);
    const all = await upperContents(out, ['upper/all.glb']);
    for (const place of [
      { e: 2, n: 2 },
      { e: 22, n: 2 },
      { e: 22, n: 22 },
    ]) {
      expect(FROM_ABOVE_M - (lookDown(all, place)?.distanceM ?? 0)).toBeCloseTo(groundM(place.e, place.n), 0);
    }
    const alone = await imported(await town({ columns: 1, rows: 1, sizePx: 32 }));
    expect(alone.value).toMatchObject({ upperTiles: 0, tiles: 2 });
    expect(upperIn(alone.out)).toEqual([]);
    expect(await faultsOf(alone.out)).toEqual([]);
  });
});

describe('a real production', () => {
  withData('peer: the tile above four ContextCapture roots has their surface and their colours', async () => {
    const source = path.join(DATA, 'Production_5');
    const { out, value } = await imported(source);
    expect(value.upperTiles).toBe(1);
    expect(value.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(await faultsOf(out)).toEqual([]);
    const [all] = await upperContents(out, ['upper/all.glb']);
    // none of them is merged, so that each still draws what it draws at its coarsest
    const roots = await openRoots(out);
    const { root } = readTileset(path.join(out, 'tileset.json'));
    expect(root.geometricError).toBeGreaterThanOrEqual(2 * 63.9);
    expect(all!.triangles).toBeLessThan(0.3 * roots.reduce((sum, { triangles }) => sum + triangles, 0));
    const [x, y, z, halfX, , , , halfY] = root.boundingVolume.box;
    const apart = places(2 * halfX!, 2 * halfY!, 3000).flatMap(({ e, n }) => {
      const from = [x! - halfX! + e, y! - halfY! + n, z! + FROM_ABOVE_M] as const;
      const [was, is] = [look(roots, from, [0, 0, -1]), look([all!], from, [0, 0, -1])];
      if (was === null) return [];
      if (is === null) return [{ heightM: Infinity, colour: 255 }];
      return [
        { heightM: Math.abs(was.distanceM - is.distanceM), colour: colourApart(was.colour, is.colour) },
      ];
    });
    const heightsM = apart.map(({ heightM }) => heightM);
    const colours = apart.map(({ colour }) => colour);
    process.stdout.write(
      `rays ${apart.length}, heights apart p50 ${percentile(heightsM, 0.5).toFixed(2)} p90 ${percentile(heightsM, 0.9).toFixed(2)} p99 ${percentile(heightsM, 0.99).toFixed(2)} m, colours mean ${mean(colours).toFixed(1)} p90 ${percentile(colours, 0.9).toFixed(1)}\n`,
    );
    expect(apart.length).toBeGreaterThan(1000);
    // two texels of 8 m: what simplifying may move
    expect(percentile(heightsM, 0.5)).toBeLessThan(1);
    expect(percentile(heightsM, 0.95)).toBeLessThan(16);
    expect(percentile(heightsM, 0.99)).toBeLessThan(root.geometricError);
    expect(mean(colours)).toBeLessThan(25);
  });
});
