/** What a viewer sees of tiles: GLB contents opened by glTF-Transform, rays cast by three.js, tiles chosen as Cesium does. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Primitive, Texture } from '@gltf-transform/core';
import { WebIO } from '@gltf-transform/core';
import { ALL_EXTENSIONS } from '@gltf-transform/extensions';
import { MeshoptDecoder } from 'meshoptimizer';
import sharp from 'sharp';
import {
  BufferAttribute,
  BufferGeometry,
  DoubleSide,
  Mesh,
  MeshBasicMaterial,
  Raycaster,
  Vector3,
} from 'three';
import type { ReadTile } from '../../../formats/tiles3d/volumes.ts';
import { TilesetSchema } from '../../../formats/tiles3d/volumes.ts';
import type { Picture } from './surface.ts';

const REPEAT = 10497;
/** glTF's base colour 0.7, linear, in sRGB */
const PLAIN = 218;

interface SeenPrimitive {
  readonly mesh: Mesh;
  readonly picture: Picture | null;
  readonly repeats: boolean;
}

export interface Content {
  readonly file: string;
  readonly primitives: readonly SeenPrimitive[];
  /** frame of the tileset, z up, shape [vertices, 3] */
  readonly positionsM: Float64Array;
  readonly triangles: number;
}

async function pictureOf(texture: Texture | null): Promise<Picture | null> {
  const bytes = texture?.getImage();
  if (!bytes) return null;
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { widthPx: info.width, heightPx: info.height, rgb: data };
}

async function primitiveOf(primitive: Primitive, [tx, ty, tz]: readonly number[]): Promise<SeenPrimitive> {
  const position = primitive.getAttribute('POSITION');
  const indices = primitive.getIndices()?.getArray();
  if (position === null || !indices) throw new Error('no indexed triangles');
  const positions = new Float64Array(position.getCount() * 3);
  const element: number[] = [];
  for (let v = 0; v < position.getCount(); v++) {
    const [x = 0, y = 0, z = 0] = position.getElement(v, element);
    positions.set([x + (tx ?? 0), -(z + (tz ?? 0)), y + (ty ?? 0)], 3 * v);
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(positions, 3));
  const uv = primitive.getAttribute('TEXCOORD_0')?.getArray();
  if (uv) geometry.setAttribute('uv', new BufferAttribute(Float32Array.from(uv), 2));
  geometry.setIndex(new BufferAttribute(Uint32Array.from(indices), 1));
  const material = primitive.getMaterial();
  return {
    mesh: new Mesh(geometry, new MeshBasicMaterial({ side: DoubleSide })),
    picture: await pictureOf(material?.getBaseColorTexture() ?? null),
    repeats: material?.getBaseColorTextureInfo()?.getWrapS() === REPEAT,
  };
}

export async function openContent(file: string): Promise<Content> {
  await MeshoptDecoder.ready;
  const io = new WebIO().registerExtensions(ALL_EXTENSIONS);
  const document = await io
    .registerDependencies({ 'meshopt.decoder': MeshoptDecoder })
    .readBinary(readFileSync(file));
  const primitives: SeenPrimitive[] = [];
  for (const node of document.getRoot().listNodes()) {
    for (const primitive of node.getMesh()?.listPrimitives() ?? []) {
      primitives.push(await primitiveOf(primitive, node.getTranslation()));
    }
  }
  const attributes = primitives.map(({ mesh }) => Array.from(mesh.geometry.getAttribute('position').array));
  return {
    file,
    primitives,
    positionsM: Float64Array.from(attributes.flat()),
    triangles: primitives.reduce((sum, { mesh }) => sum + (mesh.geometry.getIndex()?.count ?? 0) / 3, 0),
  };
}

export interface Hit {
  readonly distanceM: number;
  readonly colour: readonly [number, number, number];
}

function colourOf({ picture, repeats }: SeenPrimitive, u: number, v: number): Hit['colour'] {
  if (picture === null) return [PLAIN, PLAIN, PLAIN];
  const texel = (value: number, sizePx: number): number => {
    const inside = repeats ? value - Math.floor(value) : Math.min(1, Math.max(0, value));
    return Math.min(sizePx - 1, Math.floor(inside * sizePx));
  };
  const at = 3 * (texel(v, picture.heightPx) * picture.widthPx + texel(u, picture.widthPx));
  return [picture.rgb[at] ?? 0, picture.rgb[at + 1] ?? 0, picture.rgb[at + 2] ?? 0];
}

/** The first that a ray meets, or null. */
export function look(
  contents: readonly Content[],
  origin: readonly [number, number, number],
  direction: readonly [number, number, number],
): Hit | null {
  const ray = new Raycaster(new Vector3(...origin), new Vector3(...direction).normalize());
  let nearest: Hit | null = null;
  for (const primitive of contents.flatMap(({ primitives }) => primitives)) {
    const [hit] = ray.intersectObject(primitive.mesh);
    if (hit === undefined || (nearest !== null && hit.distance >= nearest.distanceM)) continue;
    nearest = { distanceM: hit.distance, colour: colourOf(primitive, hit.uv?.x ?? 0, hit.uv?.y ?? 0) };
  }
  return nearest;
}

export const readTileset = (file: string) => TilesetSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

export interface TilesOfView {
  /** contents, the tilesets among them, that are asked for on the way to what is drawn */
  readonly requests: number;
  readonly drawn: number;
}

export interface View {
  readonly cameraM: readonly [number, number, number];
  readonly maxErrorPx: number;
  /** pixels of one radian at the middle of the picture */
  readonly focalPx: number;
}

/** A tile is refined where error · focal length / distance exceeds the limit; no culling. Source: Cesium3DTile.getScreenSpaceError. */
export function tilesOfView(file: string, view: View): TilesOfView {
  let [requests, drawn] = [1, 0];
  const distanceM = ({ boundingVolume: { box } }: ReadTile): number => {
    const outside = [0, 1, 2].map((k) =>
      Math.max(0, Math.abs((view.cameraM[k] ?? 0) - (box[k] ?? 0)) - (box[3 + 4 * k] ?? 0)),
    );
    return Math.max(Math.hypot(...outside), 1e-3);
  };
  const visit = (tile: ReadTile, folder: string): void => {
    const uri = tile.content?.uri;
    if (uri !== undefined) requests += 1;
    if (uri?.endsWith('.json') === true) {
      const external = path.join(folder, uri);
      visit(readTileset(external).root, path.dirname(external));
      return;
    }
    const errorPx = (tile.geometricError * view.focalPx) / distanceM(tile);
    const children = tile.children ?? [];
    if (children.length > 0 && (errorPx > view.maxErrorPx || uri === undefined)) {
      for (const child of children) visit(child, folder);
    } else if (uri !== undefined) drawn += 1;
  };
  visit(readTileset(file).root, path.dirname(file));
  return { requests, drawn };
}

/** Every tile with its folder, external tilesets followed. */
export function allTiles(file: string): { tile: ReadTile; folder: string }[] {
  const folder = path.dirname(file);
  const walk = (tile: ReadTile): { tile: ReadTile; folder: string }[] => [
    { tile, folder },
    ...(tile.content?.uri.endsWith('.json') === true ? allTiles(path.join(folder, tile.content.uri)) : []),
    ...(tile.children ?? []).flatMap(walk),
  ];
  return walk(readTileset(file).root);
}
