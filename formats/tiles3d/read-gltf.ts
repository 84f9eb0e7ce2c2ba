/**
 * A glTF 2.0 payload opened with @gltf-transform: GLB or JSON with resources, meshopt-compressed and quantised included.
 * Names what no decoder here reads, so that a caller can leave such a content as it is.
 * Source: Khronos glTF 2.0; CESIUM_RTC (its centre is in the frame of the tile, no axis is turned: Cesium's reader).
 */
import { BufferUtils, GLB_BUFFER, Logger, Verbosity, WebIO } from '@gltf-transform/core';
import type { Document, Extension, JSONDocument } from '@gltf-transform/core';
import { ALL_EXTENSIONS } from '@gltf-transform/extensions';
import { MeshoptDecoder } from 'meshoptimizer';
import { z } from 'zod';
import type { GltfPayload } from './open-content.ts';

/** Reads what a glTF names beside itself, null when that cannot be had. */
export type ReadResource = (uri: string) => Promise<Uint8Array | null>;

/** Sound as far as anybody can tell, and not readable here. */
export class Undecodable extends Error {}

const Named = z.looseObject({ uri: z.string().optional() });
const Node = z.looseObject({
  children: z.array(z.int()).optional(),
  mesh: z.int().optional(),
  matrix: z.array(z.number()).length(16).optional(),
  translation: z.array(z.number()).length(3).optional(),
  rotation: z.array(z.number()).length(4).optional(),
  scale: z.array(z.number()).length(3).optional(),
});
const GltfSchema = z.looseObject({
  asset: z.looseObject({ version: z.string() }),
  scene: z.int().optional(),
  scenes: z.array(z.looseObject({ nodes: z.array(z.int()).optional() })).optional(),
  nodes: z.array(Node).optional(),
  buffers: z.array(Named).optional(),
  images: z.array(Named).optional(),
  extensionsUsed: z.array(z.string()).optional(),
  extensionsRequired: z.array(z.string()).optional(),
  extensions: z
    .looseObject({ CESIUM_RTC: z.looseObject({ center: z.array(z.number()) }).optional() })
    .optional(),
});
export type GltfJson = z.infer<typeof GltfSchema>;
export type GltfNode = z.infer<typeof Node>;

const Old = z.looseObject({ asset: z.looseObject({ version: z.string().optional() }).optional() });

export interface OpenedGltf {
  readonly json: GltfJson;
  readonly document: Document;
  readonly rtcCentreM: readonly [number, number, number];
}

/** Geometry behind these would be missing or in another place. */
const UNREADABLE = new Map([
  ['KHR_draco_mesh_compression', 'Draco compression'],
  ['EXT_mesh_gpu_instancing', 'instances (EXT_mesh_gpu_instancing)'],
]);
/** Required by some although nothing is lost without it. */
const HARMLESS = new Set([
  'CESIUM_RTC',
  'EXT_mesh_features',
  'EXT_structural_metadata',
  'CESIUM_primitive_outline',
]);
const KNOWN = new Set(ALL_EXTENSIONS.map((extension: typeof Extension) => extension.EXTENSION_NAME));

const JSON_CHUNK = 0x4e4f534a;
const BIN_CHUNK = 0x004e4942;

function splitGlb(bytes: Uint8Array): { text: Uint8Array; binary: Uint8Array | null } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(4, true) === 1) throw new Undecodable('glTF 1.0');
  if (bytes.length < 20 || view.getUint32(16, true) !== JSON_CHUNK)
    throw new Error('GLB without a JSON chunk');
  const jsonEnd = 20 + view.getUint32(12, true);
  const text = bytes.subarray(20, jsonEnd);
  if (jsonEnd > bytes.length) throw new Error('shorter than its chunks say');
  if (jsonEnd + 8 > bytes.length || view.getUint32(jsonEnd + 4, true) !== BIN_CHUNK)
    return { text, binary: null };
  const end = jsonEnd + 8 + view.getUint32(jsonEnd, true);
  if (end > bytes.length) throw new Error('shorter than its chunks say');
  return { text, binary: bytes.subarray(jsonEnd + 8, end) };
}

export interface GltfFile {
  readonly json: GltfJson;
  readonly binary: Uint8Array | null;
}

/** Throws `Undecodable` for glTF 1.0 and Error for what is broken. */
export function parseGltf({ bytes, binary }: GltfPayload): GltfFile {
  const split = binary ? splitGlb(bytes) : { text: bytes, binary: null };
  const json: unknown = JSON.parse(BufferUtils.decodeText(split.text));
  if (Old.safeParse(json).data?.asset?.version?.startsWith('2') !== true) {
    if (binary) throw new Error('glTF without a version 2');
    throw new Undecodable('glTF 1.0, or no glTF');
  }
  const parsed = GltfSchema.safeParse(json);
  if (parsed.success) return { json: parsed.data, binary: split.binary };
  const [issue] = parsed.error.issues;
  throw new Error(`/${issue?.path.join('/') ?? ''}: ${issue?.message ?? 'invalid'}`);
}

function refuseUnreadable({ extensionsUsed = [], extensionsRequired = [] }: GltfJson): void {
  for (const name of extensionsUsed) {
    const why = UNREADABLE.get(name);
    if (why !== undefined) throw new Undecodable(why);
  }
  const foreign = extensionsRequired.find((name) => !KNOWN.has(name) && !HARMLESS.has(name));
  if (foreign !== undefined) throw new Undecodable(`extension ${foreign}`);
}

/** Files that a glTF names beside itself. */
export const resourcesOf = ({ buffers = [], images = [] }: GltfJson): string[] => [
  ...new Set(
    [...buffers, ...images].flatMap(({ uri }) => (uri === undefined || /^data:/i.test(uri) ? [] : [uri])),
  ),
];

let shared: Promise<WebIO> | null = null;
async function reader(): Promise<WebIO> {
  await MeshoptDecoder.ready;
  return new WebIO()
    .setLogger(new Logger(Verbosity.SILENT))
    .registerExtensions(ALL_EXTENSIONS)
    .registerDependencies({ 'meshopt.decoder': MeshoptDecoder });
}

/** @param read null: nothing beside the content may be read. Throws `Undecodable`, and Error for what is broken. */
export async function openGltf(payload: GltfPayload, read: ReadResource | null): Promise<OpenedGltf> {
  const { json, binary } = parseGltf(payload);
  refuseUnreadable(json);
  const resources: Record<string, Uint8Array<ArrayBuffer>> = {};
  if (binary !== null) resources[GLB_BUFFER] = new Uint8Array(binary);
  const needed = new Set(json.buffers?.map(({ uri }) => uri));
  for (const uri of resourcesOf(json)) {
    const bytes = (await read?.(uri)) ?? null;
    if (bytes === null && needed.has(uri)) throw new Error(`${uri}: cannot be read`);
    // without a picture the shape is still there
    resources[uri] = new Uint8Array(bytes ?? []);
  }
  const extensionsRequired = (json.extensionsRequired ?? []).filter((name) => !HARMLESS.has(name));
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the schema has seen what is used here, its reader sees the rest
  const source = { json: { ...json, extensionsRequired }, resources } as unknown as JSONDocument;
  shared ??= reader();
  const document = await (await shared).readJSON(source);
  const [x = 0, y = 0, z = 0] = json.extensions?.CESIUM_RTC?.center ?? [];
  const [dx, dy, dz] = payload.rtcCentreM;
  return { json, document, rtcCentreM: [x + dx, y + dy, z + dz] };
}
