/**
 * Mesh, covers and terrain of the sample district meet. The place at which the client draws each cover (register → pin →
 * ECEF) against rays, in double precision, on the triangles of the finest level of the 3D Tiles, and against the
 * heightmaps. The reader of tileset and GLB here is the test's own. Sources: 3D Tiles 1.1 (OGC 22-025r4), glTF 2.0.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Cartesian3, Cartographic, Ellipsoid, HeightmapTerrainData, Matrix4, Rectangle } from 'cesium';
import { PMTiles } from 'pmtiles';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { District, TerrainLayer } from '../../../contracts/district.ts';
import { DistrictSchema } from '../../../contracts/district.ts';
import { CoverPropertiesSchema } from '../../../contracts/registers.ts';
import { readEntries } from '../../services/registers.store.ts';
import { pinsOf } from '../../ui/pins.ts';
import type { Pin } from '../globe-port.ts';
import { archiveAddress, boundsOfTile, decodeHeights } from '../layers/terrain-tile.ts';
import { pinPlaceEcef } from './pin-place.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const DISTRICT = path.join(ROOT, '.cache/sample-district');
const PREPARE_WITHIN_MS = 1_200_000;
/** What the project promises: a cover is drawn this near to the street. */
const PROMISED_M = 0.1;

const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

const TileSchema = z.object({
  boundingVolume: z.object({ box: z.array(z.number()).length(12) }),
  transform: z.array(z.number()).length(16).optional(),
  content: z.object({ uri: z.string() }).optional(),
  get children(): z.ZodOptional<z.ZodArray<typeof TileSchema>> {
    return z.array(TileSchema).optional();
  },
});
const TilesetSchema = z.object({ root: TileSchema });
const GlbSchema = z.object({
  nodes: z.array(z.object({ mesh: z.number(), translation: z.tuple([z.number(), z.number(), z.number()]) })),
  meshes: z.array(
    z.object({
      primitives: z.array(z.object({ attributes: z.object({ POSITION: z.number() }), indices: z.number() })),
    }),
  ),
  accessors: z.array(z.object({ bufferView: z.number(), componentType: z.number(), count: z.number() })),
  bufferViews: z.array(z.object({ byteOffset: z.number().default(0), byteLength: z.number() })),
});

interface Leaf {
  readonly file: string;
  readonly box: readonly number[];
  readonly toEcef: Matrix4;
}

/** The tiles that nothing replaces, through external tilesets, each with the product of the transforms above it. */
function leavesOf(tilesetFile: string, parent: Matrix4): Leaf[] {
  const walk = (tile: z.infer<typeof TileSchema>, above: Matrix4): Leaf[] => {
    const toEcef =
      tile.transform === undefined
        ? above
        : Matrix4.multiply(above, Matrix4.fromArray(tile.transform), new Matrix4());
    if (tile.children !== undefined) return tile.children.flatMap((child) => walk(child, toEcef));
    if (tile.content === undefined) return [];
    const file = path.join(path.dirname(tilesetFile), tile.content.uri);
    if (file.endsWith('.json')) return leavesOf(file, toEcef);
    return [{ file, box: tile.boundingVolume.box, toEcef }];
  };
  return walk(TilesetSchema.parse(json(tilesetFile)).root, parent);
}

type Triangle = readonly [Cartesian3, Cartesian3, Cartesian3];

/** Triangles of a GLB in the frame of its tile: the node's translation added in double precision, then y-up → z-up. */
function trianglesOf(file: string): Triangle[] {
  const bytes = readFileSync(file);
  const jsonLength = bytes.readUInt32LE(12);
  const gltf = GlbSchema.parse(JSON.parse(bytes.toString('utf8', 20, 20 + jsonLength)));
  const binary = 28 + jsonLength;
  const viewOf = (index: number) => {
    const accessor = gltf.accessors[index];
    const view = gltf.bufferViews[accessor?.bufferView ?? -1];
    if (accessor === undefined || view === undefined) throw new Error(`${file}: no accessor ${index}`);
    return { ...accessor, offset: binary + view.byteOffset };
  };
  return gltf.nodes.flatMap(({ mesh, translation: [tx, ty, tz] }) =>
    (gltf.meshes[mesh]?.primitives ?? []).flatMap(({ attributes, indices }) => {
      const positions = viewOf(attributes.POSITION);
      const index = viewOf(indices);
      const vertices = Array.from({ length: positions.count }, (_, vertex) => {
        const at = positions.offset + vertex * 12;
        const [x, y, up] = [bytes.readFloatLE(at), bytes.readFloatLE(at + 4), bytes.readFloatLE(at + 8)];
        return new Cartesian3(x + tx, -(up + tz), y + ty);
      });
      const corner = (n: number): Cartesian3 => {
        const short = index.componentType === 5123;
        const at = index.offset + n * (short ? 2 : 4);
        const vertex = vertices[short ? bytes.readUInt16LE(at) : bytes.readUInt32LE(at)];
        if (vertex === undefined) throw new Error(`${file}: index ${n} has no vertex`);
        return vertex;
      };
      return Array.from({ length: index.count / 3 }, (_, n): Triangle => [
        corner(3 * n),
        corner(3 * n + 1),
        corner(3 * n + 2),
      ]);
    }),
  );
}

/** Möller and Trumbore 1997; signed distance along the line, null when it misses the triangle. */
function crossing(origin: Cartesian3, direction: Cartesian3, [a, b, c]: Triangle): number | null {
  const ab = Cartesian3.subtract(b, a, new Cartesian3());
  const ac = Cartesian3.subtract(c, a, new Cartesian3());
  const p = Cartesian3.cross(direction, ac, new Cartesian3());
  const determinant = Cartesian3.dot(ab, p);
  if (Math.abs(determinant) < 1e-12) return null;
  const fromA = Cartesian3.subtract(origin, a, new Cartesian3());
  const u = Cartesian3.dot(fromA, p) / determinant;
  if (u < 0 || u > 1) return null;
  const q = Cartesian3.cross(fromA, ab, new Cartesian3());
  const v = Cartesian3.dot(direction, q) / determinant;
  return v < 0 || u + v > 1 ? null : Cartesian3.dot(ac, q) / determinant;
}

/**
 * Height of the street over a place, m, along the ellipsoid's normal: the lowest crossing, since crowns, awnings and
 * cars lie above it. Null when the mesh has nothing there.
 */
function streetAboveM(placeEcef: Cartesian3, leaves: readonly Leaf[], cache: Map<string, Triangle[]>) {
  const upEcef = Ellipsoid.WGS84.geodeticSurfaceNormal(placeEcef, new Cartesian3());
  let lowestM: number | null = null;
  for (const { file, box, toEcef } of leaves) {
    const toTile = Matrix4.inverse(toEcef, new Matrix4());
    const origin = Matrix4.multiplyByPoint(toTile, placeEcef, new Cartesian3());
    const [x = 0, y = 0, , halfX = 0, , , , halfY = 0] = box;
    if (Math.abs(origin.x - x) > halfX || Math.abs(origin.y - y) > halfY) continue;
    const up = Matrix4.multiplyByPointAsVector(toTile, upEcef, new Cartesian3());
    const triangles = cache.get(file) ?? trianglesOf(file);
    cache.set(file, triangles);
    for (const triangle of triangles) {
      const aboveM = crossing(origin, up, triangle);
      if (aboveM !== null && (lowestM === null || aboveM < lowestM)) lowestM = aboveM;
    }
  }
  return lowestM;
}

function archiveOf(file: string): PMTiles {
  const bytes = readFileSync(file);
  const slice = (offset: number, length: number): ArrayBuffer =>
    Uint8Array.from(bytes.subarray(offset, offset + length)).buffer;
  return new PMTiles({
    getKey: () => file,
    getBytes: (offset, length) => Promise.resolve({ data: slice(offset, length) }),
  });
}

/** Height of the terrain over a place, m, as the globe of the client interpolates it on its finest tiles. */
async function terrainAboveM(placeEcef: Cartesian3, layer: TerrainLayer, archive: PMTiles): Promise<number> {
  const place = Cartographic.fromCartesian(placeEcef);
  const [longitudeDeg, latitudeDeg] = [place.longitude, place.latitude].map((rad) => (rad * 180) / Math.PI);
  const spanDeg = 180 / 2 ** layer.maxZoom;
  const tile = {
    level: layer.maxZoom,
    x: Math.floor(((longitudeDeg ?? 0) + 180) / spanDeg),
    y: Math.floor((90 - (latitudeDeg ?? 0)) / spanDeg),
  };
  const stored = await archive.getZxy(...archiveAddress(tile));
  const heights = decodeHeights(stored?.data ?? new ArrayBuffer(0), layer.samplesPerSide);
  if (!heights.ok) throw new Error(heights.error.message);
  const data = new HeightmapTerrainData({
    buffer: heights.value,
    width: layer.samplesPerSide,
    height: layer.samplesPerSide,
  });
  const { westDeg, southDeg, eastDeg, northDeg } = boundsOfTile(tile);
  const rectangle = Rectangle.fromDegrees(westDeg, southDeg, eastDeg, northDeg);
  return (data.interpolateHeight(rectangle, place.longitude, place.latitude) ?? Number.NaN) - place.height;
}

function summary(name: string, differencesM: readonly number[]): { medianM: number; maxM: number } {
  const sorted = differencesM.map(Math.abs).sort((a, b) => a - b);
  const medianM = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const maxM = sorted.at(-1) ?? Number.NaN;
  process.stdout.write(
    `${name}: ${sorted.length} covers, median ${medianM.toFixed(4)} m, max ${maxM.toFixed(4)} m\n`,
  );
  return { medianM, maxM };
}

describe('covers of the sample district', () => {
  let district: District;
  let pins: readonly Pin[];
  const placeOf = (pin: Pin): Cartesian3 =>
    pinPlaceEcef(pin, district.geoid.geoidUndulationM, () => Number.NaN);

  beforeAll(() => {
    const prepare = path.join(ROOT, 'dist/node/stack/sample-district/prepare-main.js');
    if (!existsSync(prepare)) throw new Error('dist/ is not built: run the tests by npm run test:unit');
    execFileSync(process.execPath, [prepare], { stdio: ['ignore', 'ignore', 'inherit'] });
    district = DistrictSchema.parse(json(path.join(DISTRICT, 'district.json')));
    const layer = district.vectors.find((each) => each.kind === 'covers');
    const { features } = z
      .object({ features: z.array(z.unknown()) })
      .parse(json(path.join(DISTRICT, layer?.geojson ?? '')));
    pins = pinsOf(
      {
        registers: { covers: readEntries(CoverPropertiesSchema, features) },
        alarms: {},
        devices: {},
        cases: {},
        nowUtcMs: 0,
        kinds: new Set(['cover']),
        selectedId: null,
      },
      [],
    );
  }, PREPARE_WITHIN_MS);

  test('reference: each is drawn within 0.1 m of the street on the mesh', () => {
    const tileset = path.join(DISTRICT, district.meshes[0]?.tileset ?? '');
    const leaves = leavesOf(tileset, Matrix4.IDENTITY);
    const cache = new Map<string, Triangle[]>();
    const aboveM = pins.map((pin) => streetAboveM(placeOf(pin), leaves, cache));
    expect(aboveM).toHaveLength(120);
    expect(aboveM).not.toContain(null);
    expect(summary('cover to mesh', aboveM.map(Number)).maxM).toBeLessThan(PROMISED_M);
  });

  test('reference: and within 0.1 m of the terrain', async () => {
    const { terrain } = district;
    if (terrain === undefined) throw new Error('the sample district has no terrain');
    const archive = archiveOf(path.join(DISTRICT, terrain.archive));
    const aboveM = await Promise.all(pins.map((pin) => terrainAboveM(placeOf(pin), terrain, archive)));
    expect(aboveM).toHaveLength(120);
    expect(summary('cover to terrain', aboveM).maxM).toBeLessThan(PROMISED_M);
  });
});
