/** OBJ productions as `mesh import` reads them: where their vertices come out, what a fault costs, what a heavy one becomes. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import proj4 from 'proj4';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import type { OsgbNode } from '../../../formats/osgb/model.ts';
import { writeOsgb } from '../../../formats/osgb/write.ts';
import type { WrittenObj } from '../../../formats/obj/seeded-obj.test-support.ts';
import { objBytes, SEEDED_OBJ } from '../../../formats/obj/seeded-obj.test-support.ts';
import { transformPoint } from '../../../formats/tiles3d/volumes.ts';
import type { Vector3 } from '../../../geodesy/frames.ts';
import { llaFromDeg, llaToEcef } from '../../../geodesy/frames.ts';
import { meshImportCommand } from '../../commands/mesh-import.ts';
import { faultsOf, filesIn, workshop } from '../upper-levels/rebuilt-import.test-support.ts';
import { openContent, readTileset } from '../upper-levels/seen-tiles.test-support.ts';

const { folder, fresh, imported } = workshop();
afterAll(() => rmSync(folder, { recursive: true }));

const A = 'Tile_+000_+000';
const B = 'Tile_+001_+000';
const ENU = 'ENU:29.8790,121.5530';
const MTL =
  'newmtl ground\nKd 1 0 0\nmap_Kd ground.png\nnewmtl wall\nmap_Kd ground.png\nnewmtl plain\nKd 1 0.5 0\n';
const bare = { geometry: 'plain', textures: 'keep', upperLevels: 'none' } as const;

const picture = async (width: number, height: number): Promise<Uint8Array> =>
  await sharp({ create: { width, height, channels: 3, background: { r: 20, g: 150, b: 60 } } })
    .png({ compressionLevel: 1 })
    .toBuffer();

type Files = Readonly<Record<string, WrittenObj | Uint8Array | string>>;

function production(files: Files, metadata: string | null = `<SRS>${ENU}</SRS><SRSOrigin>0,0,0</SRSOrigin>`) {
  const at = fresh();
  mkdirSync(at);
  if (metadata !== null)
    writeFileSync(path.join(at, 'metadata.xml'), `<ModelMetadata>${metadata}</ModelMetadata>`);
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(at, name);
    mkdirSync(path.dirname(file), { recursive: true });
    const raw = typeof content === 'string' || content instanceof Uint8Array;
    writeFileSync(file, raw ? content : objBytes(content));
  }
  return at;
}

const shifted = (obj: WrittenObj, by: readonly number[]): WrittenObj => ({
  ...obj,
  vertices: obj.vertices.map((numbers) => numbers.slice(0, 3).map((value, k) => value + by[k]!)),
});

/** Corners of every triangle of a tileset, in its tangent plane. */
async function trianglesIn(out: string): Promise<Vector3[][]> {
  const triangles: Vector3[][] = [];
  for (const name of filesIn(out, '.glb')) {
    for (const { mesh } of (await openContent(path.join(out, name))).primitives) {
      const position = mesh.geometry.getAttribute('position');
      const index = mesh.geometry.getIndex()!;
      const corner = (i: number): Vector3 => {
        const v = index.getX(i);
        return [position.getX(v), position.getY(v), position.getZ(v)];
      };
      for (let i = 0; i < index.count; i += 3) triangles.push([corner(i), corner(i + 1), corner(i + 2)]);
    }
  }
  return triangles;
}

const rounded = (triangles: readonly Vector3[][]): string[] =>
  triangles
    .map((corners) =>
      corners
        .flat()
        .map((value) => (Math.round(value * 1e3) + 0) / 1e3)
        .join(),
    )
    .sort();

describe('an OBJ in its place', () => {
  const O: Vector3 = [403330.1234, 3306500.0009, 12.5];
  // EPSG:4549 by its published parameters
  const PROJ = '+proj=tmerc +lat_0=0 +lon_0=120 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs';

  async function worstM(source: string, more: Parameters<typeof imported>[1], z: number): Promise<number> {
    const { out, value } = await imported(source, { ...bare, ...more });
    expect(value.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    const { root } = readTileset(path.join(out, 'tileset.json'));
    const truth = SEEDED_OBJ.vertices.map(([x = 0, y = 0, up = 0]) => {
      const [lon, lat] = proj4(PROJ, '+proj=longlat +ellps=GRS80 +no_defs', [O[0] + x, O[1] + y]);
      return llaToEcef(llaFromDeg(lon!, lat!, O[2] + up + z));
    });
    const seen = (await trianglesIn(out)).flat().map((corner) => transformPoint(root.transform!, corner));
    expect(seen).toHaveLength(24);
    const apartM = seen.map((at) =>
      Math.min(...truth.map((to) => Math.hypot(...to.map((v, k) => v - at[k]!)))),
    );
    const height = root.boundingVolume.box[11]!;
    // the box lies along the ground: the tangent plane stands at the data
    expect(height).toBeLessThan(2);
    return Math.max(...apartM);
  }

  it('peer: local coordinates with an SRSOrigin and those of the projection itself are right to 1 mm by proj4', async () => {
    const origin = `<SRS>EPSG:4549</SRS><SRSOrigin>${O.join()}</SRSOrigin>`;
    const local = production({ [`Data/${A}/${A}.obj`]: SEEDED_OBJ }, origin);
    expect(await worstM(local, { geoidUndulation: 11.6 }, 11.6)).toBeLessThan(1e-3);
    expect(await worstM(path.join(local, 'Data', A, `${A}.obj`), {}, 0)).toBeLessThan(1e-3);
    const absolute = production({ 'block/any.OBJ': shifted(SEEDED_OBJ, O) }, null);
    expect(await worstM(absolute, { crs: 'EPSG:4549' }, 0)).toBeLessThan(1e-3);
  });

  it('property: y up is the same mesh turned', async () => {
    const up = { ...SEEDED_OBJ, vertices: SEEDED_OBJ.vertices.map(([x = 0, y = 0, z = 0]) => [x, z, -y]) };
    const z = await imported(production({ 'a/a.obj': SEEDED_OBJ }), bare);
    const y = await imported(production({ 'a/a.obj': up }), { ...bare, up: 'y' });
    expect(rounded(await trianglesIn(y.out))).toEqual(rounded(await trianglesIn(z.out)));
  });

  it('property: the same quadrilaterals as OSGB and as OBJ give the same triangles and pictures', async () => {
    const ground = await picture(8, 8);
    const corners = [0, 10, 20].flatMap((n) => [0, 10, 20].map((e) => [e, n, Math.sin(e + n)] as const));
    const faces = [0, 1, 3, 4].map((at) => [at, at + 1, at + 4, at + 3]);
    const node: OsgbNode = {
      geometries: [
        {
          positionsM: Float32Array.from(corners.flat()),
          uvs: Float32Array.from(corners.flatMap(([e, n]) => [e / 20, n / 20])),
          indices: Uint32Array.from(faces.flatMap(([a = 0, b = 0, c = 0, d = 0]) => [a, b, c, a, c, d])),
          normals: null,
          colours: null,
          image: 0,
        },
      ],
      childFiles: [],
      centreM: [10, 10, 0],
      radiusM: 15,
      switchPixels: 200,
    };
    const osgb = writeOsgb({ images: [{ fileName: 'a.png', bytes: ground }], nodes: [node] });
    const obj: WrittenObj = {
      library: 't.mtl',
      vertices: corners.map((corner) => [...corner].map(Math.fround)),
      uvs: corners.map(([e, n]) => [e / 20, n / 20] as const),
      groups: [{ material: 'ground', faces: faces.map((face) => face.map((at) => `${at + 1}/${at + 1}`)) }],
    };
    const one = await imported(production({ [`Data/${A}/${A}.osgb`]: osgb }), bare);
    const other = await imported(
      production({ [`Data/${A}/${A}.obj`]: obj, [`Data/${A}/t.mtl`]: MTL, [`Data/${A}/ground.png`]: ground }),
      bare,
    );
    expect(other.value).toMatchObject({ vertices: 9, triangles: 8, textures: 1, findings: [] });
    expect(rounded(await trianglesIn(other.out))).toEqual(rounded(await trianglesIn(one.out)));
    const pictureIn = async ({ out }: { out: string }) =>
      (await openContent(path.join(out, 'Tile_000_000', 'Tile_000_000.glb'))).primitives[0]?.picture;
    expect(await pictureIn(other)).toEqual(await pictureIn(one));
  });
});

describe('materials', () => {
  it('property: names in GBK, in another case and with backslashes are found, plain colours reach the upper level', async () => {
    const ground = await picture(8, 8);
    // 贴图.PNG and 材质.mtl as a Chinese Windows writes them
    const png = Uint8Array.of(0xcc, 0xf9, 0xcd, 0xbc, ...Buffer.from('.PNG'));
    const mtl = Uint8Array.of(0xb2, 0xc4, 0xd6, 0xca, ...Buffer.from('.mtl'));
    const obj = Buffer.from(objBytes(SEEDED_OBJ));
    const at = obj.indexOf('tile.mtl');
    const named = Buffer.concat([obj.subarray(0, at), mtl, obj.subarray(at + 8)]);
    const library = Buffer.concat([
      Buffer.from('newmtl ground\nmap_Kd -s 1 1 1 tex\\'),
      png,
      Buffer.from('\n'),
    ]);
    const source = production({
      [`Data/${A}/${A}.obj`]: named,
      [`Data/${A}/材质.mtl`]: Buffer.concat([
        library,
        Buffer.from('newmtl wall\nKd 0 0 1\nnewmtl plain\nKd 1 0.5 0\n'),
      ]),
      [`Data/${A}/tex/贴图.png`]: ground,
      [`Data/${B}/${B}.obj`]: { ...shifted(SEEDED_OBJ, [40, 0, 0]), library: 'b b.mtl' },
      [`Data/${B}/b b.mtl`]: 'newmtl ground\nKd 1 0.5 0\nnewmtl wall\nKd 0 0 1\nnewmtl plain\n',
    });
    const { out, value } = await imported(source);
    expect(value).toMatchObject({ tiles: 2, upperTiles: 1, textures: 1, triangles: 16, findings: [] });
    expect(await faultsOf(out)).toEqual([]);
    const glb = readFileSync(path.join(out, 'upper', 'all.glb'));
    const { materials } = JSON.parse(glb.subarray(20, 20 + glb.readUInt32LE(12)).toString()) as {
      materials: { pbrMetallicRoughness: { baseColorFactor?: number[] } }[];
    };
    const colours = materials.map(({ pbrMetallicRoughness }) => pbrMetallicRoughness.baseColorFactor?.join());
    // sRGB 128 of 255 is 0.215861, linear; without Kd it is grey, with a picture there is no factor
    expect(colours.sort()).toEqual(['0,0,1,1', '0.7,0.7,0.7,1', '1,0.215861,0,1', undefined]);
  });

  it('errors: what a material misses is named, and its triangles stay', async () => {
    const tile = (library: string, map: string): Files => ({
      'a/a.obj': { ...SEEDED_OBJ, library },
      'a/tile.mtl': `newmtl ground\nmap_Kd ${map}\nnewmtl wall\n`,
      'a/note.png': 'no picture',
    });
    const findingsOf = async (files: Files) => {
      const { value } = await imported(production(files), bare);
      expect(value.triangles).toBe(8);
      return value.findings.map(({ code, path: at, message }) => [code, at, message.split(':')[0]]);
    };
    const plain = ['material-unknown', 'a/a.obj', 'plain'];
    expect(await findingsOf(tile('tile.mtl', 'gone.jpg'))).toEqual([
      ['texture-missing', 'a/a.obj', 'gone.jpg'],
      plain,
    ]);
    expect(await findingsOf(tile('tile.mtl', '../../x.jpg'))).toEqual([
      ['texture-outside', 'a/a.obj', '../../x.jpg'],
      plain,
    ]);
    expect((await findingsOf(tile('tile.mtl', 'D:\\x.jpg')))[0]?.[0]).toBe('texture-outside');
    expect(await findingsOf(tile('tile.mtl', 'note.png'))).toEqual([
      plain,
      ['texture-left-out', 'a/a.obj', 'note.png'],
    ]);
    expect(await findingsOf(tile('gone.mtl', 'x'))).toEqual([
      ['material-library-missing', 'a/a.obj', 'gone.mtl'],
    ]);
    expect(await findingsOf(tile('../../up.mtl', 'x'))).toEqual([
      ['material-library-outside', 'a/a.obj', '../../up.mtl'],
    ]);
  });
});

describe('a production', () => {
  it('errors: a broken tile is an error by its name and the others convert', async () => {
    const text = Buffer.from(objBytes({ ...SEEDED_OBJ, library: undefined as never })).toString();
    const source = production({
      [`Data/${A}/${A}.obj`]: text.replace('f 1/1', 'f 1/1 2/2 99/1\nf 1 2 98\nf 1/1'),
      [`Data/${A}/${A}_L17_0.obj`]: SEEDED_OBJ,
      [`Data/${B}/${B}.obj`]: 'v 0 0 0\nv 1 0',
      'Data/levels/x_L16_0.obj': SEEDED_OBJ,
      'Data/levels/x_L16_1.obj': SEEDED_OBJ,
    });
    for (const upperLevels of ['none', 'rebuilt'] as const) {
      const { value } = await imported(source, { ...bare, upperLevels });
      expect(value).toMatchObject({ tiles: 1, triangles: 8 });
      expect(
        value.findings.map(({ code, path: at, severity }) => `${severity} ${code} ${at}`).sort(),
      ).toEqual([
        `error tile-empty Data/${B}/${B}.obj`,
        'error tile-root-missing Data/levels',
        `warning bad-index Data/${A}/${A}.obj`,
        `warning bad-vertex Data/${B}/${B}.obj`,
        `warning tile-levels-unread Data/${A}`,
        `warning unfinished-line Data/${B}/${B}.obj`,
      ]);
      const bad = value.findings.find(({ code }) => code === 'bad-index');
      expect(bad?.message).toMatch(/^line \d+: vertex 99 of 10 \(first of 2\)$/);
    }
  });

  it('errors: without a georeference, without a triangle or stopped it is refused', async () => {
    const codeOf = async (source: string, aborted = false): Promise<string | null> => {
      const quiet = { progress: (): void => undefined, signal: { aborted } };
      const input = { source, out: fresh(), ...bare, upperLevels: 'rebuilt' } as const;
      const answer = await meshImportCommand.run(input, quiet);
      return answer.ok ? null : answer.error.code;
    };
    expect(await codeOf(production({ 'a.obj': SEEDED_OBJ }, null))).toBe('no-georeference');
    expect(await codeOf(production({ 'a.obj': '# nothing\n' }))).toBe('no-tiles');
    expect(await codeOf(production({ 'a.txt': '' }))).toBe('no-tiles');
    expect(await codeOf(path.join(folder, 'gone.obj'))).toBe('no-source');
    expect(await codeOf(production({ 'a.obj': SEEDED_OBJ }), true)).toBe('cancelled');
  });

  it('property: a tile with heavy pictures becomes parts by picture under a simplified one', async () => {
    const source = production({
      'a/a.obj': {
        ...SEEDED_OBJ,
        library: 'a.mtl',
        uvs: [
          [0, 0],
          [0.2, 0],
          [0.2, 0.2],
          [0, 0.2],
        ],
      },
      'a/a.mtl': 'newmtl ground\nmap_Kd 1.png\nnewmtl wall\nmap_Kd 2.png\n newmtl plain\nKd 1 0 0\n',
      'a/1.png': await picture(4096, 2100),
      'a/2.png': await picture(4096, 2100),
    });
    const { out, value } = await imported(source, { textures: 'keep' });
    expect(value).toMatchObject({ tiles: 2, upperTiles: 1, textures: 2, triangles: 8, findings: [] });
    expect(await faultsOf(out)).toEqual([]);
    expect(filesIn(out, '.glb')).toEqual(['a/part-0/a.glb', 'a/part-1/a.glb', 'upper/all.glb']);
    const part = await openContent(path.join(out, 'a', 'part-0', 'a.glb'));
    // a fifth of the picture each way and 16 texels of margin, whole texels
    expect(part.primitives[0]?.picture).toMatchObject({ widthPx: 836, heightPx: 437 });
    const side = await imported(source, bare);
    expect(side.value).toMatchObject({ tiles: 2, upperTiles: 0, triangles: 8 });
    expect(await faultsOf(side.out)).toEqual([]);
  });
});
