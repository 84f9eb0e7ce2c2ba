import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { subtree } from '../formats/tiles3d/content.test-support.ts';
import {
  fresh,
  GLB,
  imported,
  leaf,
  PLACE,
  quiet,
  refusal,
  removeAll,
  run,
  tileset,
} from './tileset-pipeline.test-support.ts';

afterAll(removeAll);

describe('tilesets that are refused', () => {
  it('errors: each code once, and nothing is left behind', async () => {
    const files = { 'a.glb': GLB };
    const sound = tileset({ root: { transform: PLACE, content: { uri: 'a.glb' } }, files });
    const local = tileset({ root: { content: { uri: 'a.glb' } }, files });
    expect(await refusal(path.join(fresh(), 'nowhere.json'))).toBe('no-source');
    expect(await refusal(local)).toBe('off-the-earth');
    expect(await refusal(sound, { origin: '29.88,121.55,10' })).toBe('origin-contradicts');
    expect(await refusal(sound, { crs: 'EPSG:4549' })).toBe('not-for-tilesets');
    expect(await refusal(tileset({ root: { transform: PLACE, content: { uri: 'b.glb' } } }))).toBe(
      'no-tiles',
    );
    const nan = fresh();
    mkdirSync(nan);
    const bad = path.join(nan, 'bad.json');
    writeFileSync(bad, '{"asset":{"version":"1.0"},"root":{"boundingVolume":{"box":[NaN]}}}');
    expect(await refusal(bad)).toBe('not-json');
    writeFileSync(bad, '{"asset":{"version":"1.0"},"root":{"boundingVolume":{"box":[null,0,0]}}}');
    expect(await refusal(bad)).toBe('not-a-tileset');
    expect(await refusal(sound, {}, { ...quiet, signal: { aborted: true } })).toBe('cancelled');
    const { answer: held } = await run(sound, { out: path.dirname(sound) });
    expect(held).toMatchObject({ ok: false, error: { code: 'out-holds-source' } });
    const { answer: taken } = await run(sound, { out: nan });
    expect(taken).toMatchObject({ ok: false, error: { code: 'out-exists' } });
  });

  it('errors: a child whose volume is no number costs itself alone', async () => {
    const nowhere = { ...leaf('a.glb'), boundingVolume: { box: [null, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1] } };
    const root = { transform: PLACE, refine: 'ADD', children: [leaf('a.glb'), nowhere] };
    const { value } = await imported(tileset({ root, files: { 'a.glb': GLB } }));
    expect(value).toMatchObject({
      tiles: 1,
      findings: [{ code: 'tile-invalid', path: 'tileset.json#/root/children/1' }],
    });
  });

  it('errors: a tiling of more tiles than anything is made for is refused', async () => {
    const implicitTiling = {
      subdivisionScheme: 'OCTREE',
      subtreeLevels: 12,
      availableLevels: 12,
      subtrees: { uri: 's.subtree' },
    };
    const all = subtree([], { tileAvailability: { constant: 1 }, childSubtreeAvailability: { constant: 0 } });
    const source = tileset({ root: { transform: PLACE, implicitTiling }, files: { 's.subtree': all } });
    expect(await refusal(source)).toBe('too-many-tiles');
  });
});
