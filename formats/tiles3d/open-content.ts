/**
 * The glTF inside a tile content: GLB and glTF themselves, b3dm, and what a cmpt holds of them.
 * Source: OGC 22-025r4 § 9 (glTF), OGC 18-053r2 § 10 (b3dm), § 13 (cmpt); Khronos GLB container 2.0.
 */
import { BufferUtils } from '@gltf-transform/core';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';

export interface GltfPayload {
  /** glTF as JSON, or a GLB that starts at a multiple of four bytes of its buffer */
  readonly bytes: Uint8Array;
  readonly binary: boolean;
  /** RTC_CENTER of the feature table: m, z up, in the frame of the tile */
  readonly rtcCentreM: readonly [number, number, number];
  /** whether attributes of features stand beside it */
  readonly batchTable: boolean;
}

export interface OpenedContent {
  readonly payloads: readonly GltfPayload[];
  /** formats in it that hold no mesh of their own */
  readonly others: readonly string[];
  /** files that instances name as their model */
  readonly models: readonly string[];
}

const GLTF = 'glTF';
const B3DM_HEADER_BYTES = 28;
const I3DM_HEADER_BYTES = 32;
const CMPT_HEADER_BYTES = 16;
const MAX_NESTED = 8;
const NO_CENTRE = [0, 0, 0] as const;
/** Of the formats that are known and hold no mesh: points, shapes. */
const OTHERS = new Set(['pnts', 'vctr', 'geom']);

class Broken extends Error {}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const magicOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, 4));
const aligned = (bytes: Uint8Array): Uint8Array => (bytes.byteOffset % 4 === 0 ? bytes : bytes.slice());

/** The bytes that the header at offset 8 speaks of. */
function declared(bytes: Uint8Array, headerBytes: number): Uint8Array {
  const length = bytes.length < headerBytes ? Infinity : viewOf(bytes).getUint32(8, true);
  if (length > bytes.length) throw new Broken('shorter than its header says');
  if (length < headerBytes) throw new Broken('its length is less than its header');
  return bytes.subarray(0, length);
}

/** A vector of the feature table, which stands in its JSON or, as { byteOffset }, in its binary part. */
function centreOf(text: string, binary: Uint8Array): [number, number, number] {
  const table: unknown = text.trim() === '' ? {} : JSON.parse(text);
  const centre = typeof table === 'object' && table !== null && 'RTC_CENTER' in table ? table.RTC_CENTER : [];
  if (Array.isArray(centre)) {
    const [x = 0, y = 0, z = 0] = centre.map(Number);
    return [x, y, z];
  }
  const offset =
    typeof centre === 'object' && centre !== null && 'byteOffset' in centre ? Number(centre.byteOffset) : NaN;
  const view = viewOf(binary);
  if (!(offset >= 0 && offset + 12 <= binary.length)) throw new Broken('RTC_CENTER lies nowhere');
  const at = (bytes: number): number => view.getFloat32(offset + bytes, true);
  return [at(0), at(4), at(8)];
}

function openB3dm(given: Uint8Array): GltfPayload {
  const bytes = declared(given, B3DM_HEADER_BYTES);
  const view = viewOf(bytes);
  const [featureJson = 0, featureBinary = 0, batchJson = 0, batchBinary = 0] = [12, 16, 20, 24].map((at) =>
    view.getUint32(at, true),
  );
  const jsonEnd = B3DM_HEADER_BYTES + featureJson;
  const featureEnd = jsonEnd + featureBinary;
  const glb = featureEnd + batchJson + batchBinary;
  if (glb + 12 > bytes.length) throw new Broken('its tables leave no room for a model');
  const text = BufferUtils.decodeText(bytes.subarray(B3DM_HEADER_BYTES, jsonEnd));
  return {
    bytes: aligned(bytes.subarray(glb)),
    binary: true,
    rtcCentreM: centreOf(text, bytes.subarray(jsonEnd, featureEnd)),
    batchTable: batchJson > 0,
  };
}

/** Instances (§ 11): their model lies behind the tables or, with a gltfFormat of 0, in a file. */
function openI3dm(given: Uint8Array): OpenedContent {
  const bytes = declared(given, I3DM_HEADER_BYTES);
  const view = viewOf(bytes);
  const body = [12, 16, 20, 24].reduce((sum, at) => sum + view.getUint32(at, true), I3DM_HEADER_BYTES);
  const named = view.getUint32(28, true) === 0 && body < bytes.length;
  const uri = named ? BufferUtils.decodeText(bytes.subarray(body)).replace(/[\0 ]+$/, '') : null;
  return { payloads: [], others: ['i3dm'], models: uri === null ? [] : [uri] };
}

function openCmpt(given: Uint8Array, depth: number): OpenedContent {
  if (depth > MAX_NESTED) throw new Broken('composites within composites');
  const bytes = declared(given, CMPT_HEADER_BYTES);
  const inner: OpenedContent[] = [];
  let at = CMPT_HEADER_BYTES;
  for (let left = viewOf(bytes).getUint32(12, true); left > 0; left--) {
    const tile = declared(bytes.subarray(at), 12);
    inner.push(openBytes(tile, depth + 1));
    at += tile.length;
  }
  return {
    payloads: inner.flatMap(({ payloads }) => payloads),
    others: inner.flatMap(({ others }) => others),
    models: inner.flatMap(({ models }) => models),
  };
}

const looksLikeJson = (bytes: Uint8Array): boolean =>
  /^\uFEFF?\s*\{/.test(BufferUtils.decodeText(bytes.subarray(0, 64)));

function openBytes(bytes: Uint8Array, depth: number): OpenedContent {
  const magic = magicOf(bytes);
  const mesh = (payload: GltfPayload): OpenedContent => ({ payloads: [payload], others: [], models: [] });
  const plain = { rtcCentreM: NO_CENTRE, batchTable: false, binary: magic === GLTF };
  if (magic === GLTF) return mesh({ ...plain, bytes: aligned(declared(bytes, 12)) });
  if (magic === 'b3dm') return mesh(openB3dm(bytes));
  if (magic === 'cmpt') return openCmpt(bytes, depth);
  if (magic === 'i3dm') return openI3dm(bytes);
  if (OTHERS.has(magic)) return { payloads: [], others: [magic], models: [] };
  if (looksLikeJson(bytes)) return mesh({ ...plain, bytes });
  throw new Broken('neither glTF nor a tile format');
}

/** Errors: `content-broken` (shorter than its header says, or no tile format at all). */
export function openContent(bytes: Uint8Array): Result<OpenedContent, CodedError> {
  try {
    return ok(openBytes(bytes, 0));
  } catch (cause) {
    return err({ code: 'content-broken', message: cause instanceof Error ? cause.message : String(cause) });
  }
}

export function withoutMesh({ others }: OpenedContent): CodedError {
  return { code: 'content-unsupported', message: `${others.join(', ') || 'empty cmpt'}: holds no mesh` };
}
