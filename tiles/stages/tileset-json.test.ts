import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { validateTileset } from '../validate/tileset.ts';
import type { ConvertedTile } from './convert-tile.ts';
import type { PlacedTile, UpperTile } from './tileset-json.ts';
import { tallyOf, tilesetFiles } from './tileset-json.ts';
import { allTiles } from './upper-levels/seen-tiles.test-support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'chengkan-json-'));
afterAll(() => rmSync(folder, { recursive: true }));

const IDENTITY = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
const extent = { min: [0, 0, 0], max: [10, 10, 5] } as UpperTile['extent'];
const counts = { vertices: 3, triangles: 1, textures: 1 };

const tile = (
  content: string | null,
  geometricErrorM: number,
  ...children: ConvertedTile[]
): ConvertedTile => ({
  extent,
  geometricErrorM,
  content,
  children,
  ...counts,
});
const upper = (content: string | null, geometricErrorM: number, ...children: PlacedTile[]): UpperTile => ({
  kind: 'upper',
  extent,
  geometricErrorM,
  content,
  children,
});

const TOP = upper(
  'upper/all.glb',
  16,
  upper('upper/0.glb', 8, {
    kind: 'root',
    folder: 'a',
    tile: tile(null, 8, tile('a1.glb', 4), tile('a2.glb', 0)),
  }),
  // a level that could not be rebuilt
  upper(null, 40, { kind: 'root', folder: 'b', tile: tile('b.glb', 8, tile('b1.glb', 0)) }),
);

function written(inline: boolean): string {
  const out = path.join(folder, inline ? 'inline' : 'external');
  for (const { name, tileset } of tilesetFiles(TOP, IDENTITY, inline)) {
    mkdirSync(path.dirname(path.join(out, name)), { recursive: true });
    writeFileSync(path.join(out, name), JSON.stringify(tileset));
  }
  return path.join(out, 'tileset.json');
}

const contentsOf = (file: string): string[] =>
  allTiles(file)
    .flatMap(({ tile: { content, geometricError }, folder: at }) =>
      content?.uri.endsWith('.glb') === true
        ? [`${path.relative(path.dirname(file), path.join(at, content.uri))} ${geometricError}`]
        : [],
    )
    .sort();

test('property: in one tileset or in one for each root, the same contents come at the same errors', async () => {
  const [inline, external] = [written(true), written(false)];
  expect(contentsOf(inline)).toEqual([
    'a/a1.glb 4',
    'a/a2.glb 0',
    'b/b.glb 8',
    'b/b1.glb 0',
    'upper/0.glb 8',
    'upper/all.glb 16',
  ]);
  expect(contentsOf(external)).toEqual(contentsOf(inline));
  for (const file of [inline, external]) {
    const { findings } = await validateTileset(file);
    // nothing but the contents, which this test does not write
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['CONTENT_MISSING']));
    expect(findings).toHaveLength(6);
  }
});

test('property: counted is all of the source, also what stands merged above it, and the tiles above', () => {
  expect(tallyOf(TOP)).toEqual({ tiles: 5, upperTiles: 2, vertices: 15, triangles: 5, textures: 5 });
});
