import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { validateBytes } from 'gltf-validator';
import { afterAll, describe, expect, it } from 'vitest';
import type { OsgbNode, OsgbTile } from '../../formats/osgb/model.ts';
import { readOsgb } from '../../formats/osgb/read.ts';
import { writeOsgb } from '../../formats/osgb/write.ts';
import type { ReadTile } from '../../formats/tiles3d/volumes.ts';
import { footprintOf, TilesetSchema, transformPoint } from '../../formats/tiles3d/volumes.ts';
import type { Vector3 } from '../../geodesy/frames.ts';
import { projectionOfWkt } from '../../geodesy/district-grid.ts';
import { ecefToLla, llaFromDeg, llaToEcef, radToDeg, tangentPlane } from '../../geodesy/frames.ts';
import { georeference } from '../stages/georeference.ts';
import { validateTileset } from '../validate/tileset.ts';
import { meshImportCommand } from './mesh-import.ts';

const DATA = path.join(process.env['CHENGKAN_DATA'] ?? path.resolve('..', 'shared', 'data'), 'osgb');
const required = process.env['CHENGKAN_DATA_REQUIRED'] === '1';
const withData = it.skipIf(!required && !existsSync(DATA));

const folder = mkdtempSync(path.join(tmpdir(), 'chengkan-mesh-'));
afterAll(() => rmSync(folder, { recursive: true }));
let made = 0;
const fresh = (): string => path.join(folder, `case-${++made}`);

const quiet = { progress: () => undefined, signal: { aborted: false } };

type Input = Parameters<typeof meshImportCommand.run>[0];

async function convert(source: string, more: Partial<Input> = {}, context: typeof quiet = quiet) {
  const out = more.out ?? fresh();
  const bare = { geometry: 'plain', textures: 'keep', upperLevels: 'none' } as const;
  return { out, answer: await meshImportCommand.run({ source, out, ...bare, ...more }, context) };
}

async function converted(source: string, more: Partial<Input> = {}) {
  const { out, answer } = await convert(source, more);
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return { out, value: answer.value };
}

const PIXEL = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
);

function node(eastM: number, childFiles: string[], sizeM = 10): OsgbNode {
  return {
    geometries: [
      {
        positionsM: Float32Array.of(
          ...[eastM, 0, 3],
          ...[eastM + sizeM, 0, 3],
          ...[eastM + sizeM, sizeM, 4],
          ...[eastM, sizeM, 5],
        ),
        normals: null,
        uvs: Float32Array.of(0, 0, 1, 0, 1, 1, 0, 1),
        colours: null,
        indices: Uint32Array.of(0, 1, 2, 0, 2, 3),
        image: 0,
      },
    ],
    childFiles,
    centreM: [eastM + sizeM / 2, sizeM / 2, 4],
    radiusM: sizeM,
    switchPixels: 200,
  };
}

const tile = (...nodes: OsgbNode[]): OsgbTile => ({
  images: [{ fileName: 'a.png', bytes: PIXEL }],
  nodes,
});

interface Production {
  readonly srs?: string;
  readonly files: Readonly<Record<string, OsgbTile | Uint8Array>>;
}

function production({ srs = 'ENU:29.8790,121.5530', files }: Production): string {
  const at = fresh();
  mkdirSync(at);
  const xml = `<?xml version="1.0"?><ModelMetadata version="1"><SRS>${srs}</SRS><SRSOrigin>0,0,0</SRSOrigin></ModelMetadata>`;
  writeFileSync(path.join(at, 'metadata.xml'), xml);
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(at, 'Data', name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content instanceof Uint8Array ? content : writeOsgb(content));
  }
  return at;
}

const A = 'Tile_+000_+000';
const B = 'Tile_+001_+000';
const SOUND = {
  [`${A}/${A}.osgb`]: tile(node(0, [`${A}_L20_0.osgb`])),
  [`${A}/${A}_L20_0.osgb`]: tile(node(0, [`${A}_L21_00.osgb`], 5), node(5, [`${A}_L21_01.osgb`], 5)),
  [`${A}/${A}_L21_00.osgb`]: tile(node(0, [], 5)),
  [`${B}/${B}.osgb`]: tile(node(10, [])),
};

const readTileset = (file: string) => TilesetSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
const shape = (one: ReadTile): object => ({
  error: one.geometricError,
  uri: one.content?.uri,
  children: (one.children ?? []).map(shape),
});

function glbsIn(out: string): string[] {
  return readdirSync(out, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.glb'))
    .map((name) => path.join(out, name));
}

interface Gltf {
  readonly nodes: { translation: [number, number, number] }[];
  readonly meshes: { primitives: { attributes: { POSITION: number } }[] }[];
  readonly accessors: { bufferView: number; count: number }[];
  readonly bufferViews: { byteOffset: number; byteLength: number }[];
  readonly images: { bufferView: number }[];
}

/** Vertices in the tangent plane as a viewer would place them, and the images' bytes. */
function openGlb(file: string): { planeM: Vector3[]; images: Buffer[] } {
  const bytes = readFileSync(file);
  const jsonLength = bytes.readUInt32LE(12);
  const gltf = JSON.parse(bytes.subarray(20, 20 + jsonLength).toString()) as Gltf;
  const binary = bytes.subarray(28 + jsonLength);
  const viewOf = (index: number): Buffer => {
    const { byteOffset, byteLength } = gltf.bufferViews[index]!;
    return binary.subarray(byteOffset, byteOffset + byteLength);
  };
  const [tx, ty, tz] = gltf.nodes[0]!.translation;
  const planeM: Vector3[] = [];
  for (const { attributes } of gltf.meshes[0]!.primitives) {
    const { bufferView, count } = gltf.accessors[attributes.POSITION]!;
    const data = viewOf(bufferView);
    for (let v = 0; v < count; v++) {
      const [x, y, z] = [0, 4, 8].map((at) => data.readFloatLE(v * 12 + at)) as [number, number, number];
      planeM.push([x + tx, -(z + tz), y + ty]);
    }
  }
  return { planeM, images: (gltf.images ?? []).map(({ bufferView }) => viewOf(bufferView)) };
}

describe('mesh import', () => {
  withData(
    'peer: the real production converts with no vertex lost, in its place, valid file by file',
    async () => {
      const source = path.join(DATA, 'Production_5');
      const { out, value } = await converted(source);
      const expected = (
        JSON.parse(readFileSync(path.join(DATA, 'expected.json'), 'utf8')) as {
          files: Record<string, { vertices: number; triangles: number; embedded_jpegs: number }>;
        }
      ).files;
      const real = Object.entries(expected).filter(([name]) => name.startsWith('Production_5/'));
      const sum = (of: (file: (typeof real)[0][1]) => number): number =>
        real.reduce((total, [, file]) => total + of(file), 0);
      expect(value).toMatchObject({
        vertices: sum((file) => file.vertices),
        triangles: sum((file) => file.triangles),
        textures: sum((file) => file.embedded_jpegs),
      });
      expect(value.origin.longitudeDeg).toBeCloseTo(113.379986, 6);
      expect(value.origin.latitudeDeg).toBeCloseTo(22.495137, 6);
      const disagrees = value.findings.find(({ code }) => code === 'crs-code-disagrees');
      expect(Number(/([\d.]+) m away/.exec(disagrees?.message ?? '')?.[1])).toBeGreaterThan(60_000);
      expect(value.findings.filter(({ severity }) => severity === 'error')).toEqual([]);

      const glbs = glbsIn(out);
      for (const glb of glbs) {
        const { issues } = await validateBytes(new Uint8Array(readFileSync(glb)));
        expect({ glb, errors: issues.numErrors, warnings: issues.numWarnings }).toEqual({
          glb,
          errors: 0,
          warnings: 0,
        });
      }

      // every vertex of the GLB back to the local frame: ECEF → longitude, latitude, h → E, N of the WKT → minus SRSOrigin
      const xml = readFileSync(path.join(source, 'metadata.xml'), 'utf8');
      const projection = projectionOfWkt(/<SRS>([\s\S]*)<\/SRS>/.exec(xml)![1]!);
      if (!projection.ok) throw new Error(projection.error.message);
      const toLocal = (positionEcef: Vector3): Vector3 => {
        const lla = ecefToLla(positionEcef);
        const [e, n] = projection.value.forward(radToDeg(lla.longitudeRad), radToDeg(lla.latitudeRad));
        return [e - 501027.524, n - 2488718.808, lla.ellipsoidalHeightM];
      };
      const { root } = readTileset(path.join(out, 'tileset.json'));
      let worstM = 0;
      let compared = 0;
      for (const [name] of real) {
        const read = readOsgb(readFileSync(path.join(DATA, name)));
        if (!read.ok) throw new Error(read.error.message);
        const stem = path.basename(name, '.osgb').replaceAll('+', '');
        const tileFolder = path.join(out, path.basename(path.dirname(name)).replaceAll('+', ''));
        read.value.nodes.forEach((one, index) => {
          const file = `${stem}${read.value.nodes.length > 1 ? `_${index}` : ''}.glb`;
          const { planeM, images } = openGlb(path.join(tileFolder, file));
          const source_ = one.geometries.flatMap(({ positionsM }) =>
            Array.from({ length: positionsM.length / 3 }, (_, v) => [...positionsM.slice(3 * v, 3 * v + 3)]),
          );
          expect(planeM.length).toBe(source_.length);
          planeM.forEach((plane, v) => {
            const back = toLocal(transformPoint(root.transform!, plane));
            back.forEach((value_, axis) => {
              worstM = Math.max(worstM, Math.abs(value_ - source_[v]![axis]!));
            });
            compared += 1;
          });
          const used = one.geometries.map(({ image }) => read.value.images[image!]!.bytes!);
          expect(images.length).toBe(used.length);
          images.forEach((image, i) => expect(image.equals(used[i]!)).toBe(true));
        });
      }
      expect(compared).toBe(value.vertices);
      expect(worstM).toBeLessThan(1e-4);
    },
  );

  it('errors: an image that no decoder reads is named and kept', async () => {
    const broken = {
      ...tile(node(0, [])),
      images: [{ fileName: 'a.jpg', bytes: Uint8Array.of(0xff, 0xd8, 1, 2) }],
    };
    const { out, value } = await converted(production({ files: { [`${A}/${A}.osgb`]: broken } }), {
      textures: 'webp',
    });
    expect(value.findings).toMatchObject([{ code: 'texture-broken', path: 'Tile_000_000/Tile_000_000.glb' }]);
    expect(openGlb(glbsIn(out)[0]!).images[0]).toEqual(Buffer.from([0xff, 0xd8, 1, 2]));
  });

  it('golden: each PagedLOD is one tile that its own child replaces', async () => {
    const { out, value } = await converted(production({ files: SOUND }));
    expect(value).toMatchObject({ tiles: 5, vertices: 20, triangles: 10, textures: 5 });
    const a = readTileset(path.join(out, 'Tile_000_000', 'tileset.json'));
    // 16 · 2 r / s; the second node's child does not exist, so it is a leaf
    expect(shape(a.root)).toEqual({
      error: 1.6,
      uri: 'Tile_000_000.glb',
      children: [
        {
          error: 0.8,
          uri: 'Tile_000_000_L20_0_0.glb',
          children: [{ error: 0, uri: 'Tile_000_000_L21_00.glb', children: [] }],
        },
        { error: 0, uri: 'Tile_000_000_L20_0_1.glb', children: [] },
      ],
    });
    expect(value.findings.map(({ code }) => code)).toEqual(['child-missing']);
    const root = readTileset(path.join(out, 'tileset.json'));
    expect(root.root.children?.map(({ content }) => content?.uri)).toEqual([
      'Tile_000_000/tileset.json',
      'Tile_001_000/tileset.json',
    ]);
    const ring = footprintOf(root);
    expect(ring[0]![0]).toBeCloseTo(121.553, 5);
    expect(ring[2]![0]).toBeGreaterThan(121.55319);
    expect(ring[2]![1]).toBeGreaterThan(29.87908);
  });

  it('property: ENU is one tangent plane: local zero stands at height 0 and up is up', async () => {
    const { out } = await converted(production({ files: SOUND }));
    const { root } = readTileset(path.join(out, 'tileset.json'));
    const plane = tangentPlane(llaFromDeg(121.553, 29.879, 0));
    expect(transformPoint(root.transform!, [10, 20, 30])).toEqual(plane.toEcef([10, 20, 30]));
    const { planeM } = openGlb(path.join(out, 'Tile_001_000', 'Tile_001_000.glb'));
    expect(planeM[3]!.map((value) => Math.round(value * 1e4) / 1e4)).toEqual([10, 10, 5]);
  });

  it('property: converting again gives the same bytes and replaces the old folder', async () => {
    const source = production({ files: SOUND });
    const { out } = await converted(source);
    const bytesOf = (): string[] => glbsIn(out).map((file) => readFileSync(file).toString('base64'));
    const before = bytesOf();
    await converted(source, { out });
    expect(bytesOf()).toEqual(before);
    expect(readdirSync(path.dirname(out)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('errors: a broken tile is named, its parent stands in and the rest converts', async () => {
    const broken = writeOsgb(SOUND[`${A}/${A}_L21_00.osgb`]!).slice(0, 300);
    const files = { ...SOUND, [`${A}/${A}_L21_00.osgb`]: broken };
    const { value } = await converted(production({ files }));
    expect(value.tiles).toBe(4);
    const [finding] = value.findings.filter(({ severity }) => severity === 'error');
    expect(finding).toMatchObject({ code: 'tile-broken', path: `Data/${A}/${A}_L21_00.osgb` });
    expect(finding?.message).toMatch(/^(truncated|bad-count): byte \d+, /);
  });

  it('errors: tiles that name themselves, lie outside, are empty or have no root are findings', async () => {
    const files = {
      ...SOUND,
      [`${A}/${A}_L21_00.osgb`]: tile(node(0, [`${A}.osgb`], 5)),
      [`${B}/${B}.osgb`]: tile(node(10, ['../../../outside.osgb'])),
      'Tile_2/Tile_2.osgb': { images: [], nodes: [] },
      'Tile_3/other.osgb': tile(node(0, [])),
    };
    const { value } = await converted(production({ files }));
    const codes = value.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    expect(codes.sort()).toEqual(['tile-cycle', 'tile-empty', 'tile-outside', 'tile-root-missing']);
  });

  it('errors: what cannot be placed or read is refused and leaves nothing behind', async () => {
    const single = fresh();
    mkdirSync(single);
    const file = path.join(single, 'one.osgb');
    writeFileSync(file, writeOsgb(tile(node(0, []))));
    const taken = fresh();
    mkdirSync(taken);
    const codeOf = async (source: string, more: Partial<Input> = {}): Promise<string | null> => {
      const { out, answer } = await convert(source, more);
      if (more.out === undefined) expect(existsSync(out)).toBe(false);
      return answer.ok ? null : answer.error.code;
    };
    expect(await codeOf(file)).toBe('no-georeference');
    expect(await codeOf(path.join(folder, 'nowhere'))).toBe('no-source');
    expect(await codeOf(taken)).toBe('no-tiles');
    expect(await codeOf(production({ srs: 'EPSG:2', files: SOUND }))).toBe('unknown-epsg');
    expect(await codeOf(production({ srs: '', files: SOUND }))).toBe('bad-metadata');
    expect(await codeOf(production({ srs: 'rubbish', files: SOUND }))).toBe('bad-wkt');
    expect(await codeOf(file, { wkt: path.join(folder, 'no.wkt') })).toBe('no-wkt');
    expect(await codeOf(file, { origin: '29.8,121.5,3', out: taken })).toBe('out-exists');
    expect(await codeOf(production({ files: { [`${A}/${A}.osgb`]: new Uint8Array(40) } }))).toBe('no-tiles');
    const stopped = await convert(production({ files: SOUND }), {}, { ...quiet, signal: { aborted: true } });
    expect(!stopped.answer.ok && stopped.answer.error.code).toBe('cancelled');
    expect(existsSync(stopped.out)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('reference: a single tile stands at its --origin, a projected one at E, N and H + N', async () => {
    const single = fresh();
    mkdirSync(single);
    const file = path.join(single, 'one.osgb');
    writeFileSync(file, writeOsgb(tile(node(0, []))));
    const { value } = await converted(file, { origin: '29.879,121.553,12.5' });
    expect(value.origin.heightM).toBeCloseTo(12.5, 6);
    expect(value.origin.longitudeDeg).toBeCloseTo(121.553, 9);
    const projected = georeference(
      '<SRS>EPSG:4549+5737</SRS><SRSOrigin>553330.5,3306500,2</SRSOrigin>',
      { geoidUndulationM: 11.6 },
      'metadata.xml',
    );
    if (!projected.ok) throw new Error(projected.error.message);
    expect(projected.value.origin.ellipsoidalHeightM).toBeCloseTo(13.6, 9);
    const here = projected.value.toEcef(0, 0, 0);
    const { longitudeRad, latitudeRad } = projected.value.origin;
    expect(here).toEqual(llaToEcef({ longitudeRad, latitudeRad, ellipsoidalHeightM: 13.6 }));
  });
});

describe('tileset validation', () => {
  async function codesAfter(damage: (root: Record<string, unknown>) => void): Promise<string[]> {
    const { out } = await converted(production({ files: SOUND }));
    const file = path.join(out, 'Tile_000_000', 'tileset.json');
    const json = JSON.parse(readFileSync(file, 'utf8')) as { root: Record<string, unknown> };
    damage(json.root);
    writeFileSync(file, JSON.stringify(json));
    const { findings } = await validateTileset(path.join(out, 'tileset.json'));
    return findings.map(({ code }) => code);
  }
  const firstChild = (root: Record<string, unknown>) => (root['children'] as Record<string, unknown>[])[0]!;

  it('errors: sound output has no finding, each fault has its own', async () => {
    expect(await codesAfter(() => undefined)).toEqual([]);
    expect(await codesAfter((root) => delete root['geometricError'])).toEqual(['SCHEMA_INVALID']);
    expect(await codesAfter((root) => (root['content'] = { uri: 'gone.glb' }))).toEqual(['CONTENT_MISSING']);
    expect(await codesAfter((root) => (root['content'] = { uri: 'gone.json' }))).toEqual(['CONTENT_MISSING']);
    expect(await codesAfter((root) => (firstChild(root)['geometricError'] = 1.7))).toEqual([
      'TILE_GEOMETRIC_ERRORS_INCONSISTENT',
    ]);
    expect(
      await codesAfter((root) => {
        (firstChild(root)['boundingVolume'] as { box: number[] }).box[0]! += 3;
      }),
    ).toContain('BOUNDING_VOLUMES_INCONSISTENT');
    const { out } = await converted(production({ files: SOUND }));
    writeFileSync(glbsIn(out)[0]!, 'no glb at all');
    writeFileSync(path.join(out, 'Tile_001_000', 'tileset.json'), '{');
    const { findings } = await validateTileset(path.join(out, 'tileset.json'));
    expect(findings.map(({ code }) => code).sort()).toEqual(['CONTENT_INVALID', 'JSON_INVALID']);
  });
});
