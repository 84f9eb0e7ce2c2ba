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
  /** of a composite: formats in it that are not glTF */
  readonly others: readonly string[];
}

const GLTF = 'glTF';
const B3DM_HEADER_BYTES = 28;
const CMPT_HEADER_BYTES = 16;
const MAX_NESTED = 8;
const NO_CENTRE = [0, 0, 0] as const;
/** Of the formats that are known and hold no mesh of their own: i3dm names a model, pnts are points, vctr shapes. */
const OTHERS = new Set(['i3dm', 'pnts', 'vctr', 'geom']);

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
  };
}

const looksLikeJson = (bytes: Uint8Array): boolean =>
  /^\uFEFF?\s*\{/.test(BufferUtils.decodeText(bytes.subarray(0, 64)));

function openBytes(bytes: Uint8Array, depth: number): OpenedContent {
  const magic = magicOf(bytes);
  const plain = { rtcCentreM: NO_CENTRE, batchTable: false, binary: magic === GLTF };
  if (magic === GLTF) return { payloads: [{ ...plain, bytes: aligned(declared(bytes, 12)) }], others: [] };
  if (magic === 'b3dm') return { payloads: [openB3dm(bytes)], others: [] };
  if (magic === 'cmpt') return openCmpt(bytes, depth);
  if (OTHERS.has(magic)) return { payloads: [], others: [magic] };
  if (looksLikeJson(bytes)) return { payloads: [{ ...plain, bytes }], others: [] };
  throw new Broken('neither glTF nor a tile format');
}

/**
 * Errors: `content-unsupported` (a format without a mesh), `content-broken` (shorter than its header says, or no
 * tile format at all).
 */
export function openContent(bytes: Uint8Array): Result<OpenedContent, CodedError> {
  try {
    const opened = openBytes(bytes, 0);
    if (opened.payloads.length > 0) return ok(opened);
    return err({
      code: 'content-unsupported',
      message: `${opened.others.join(', ') || 'empty cmpt'}: holds no mesh`,
    });
  } catch (cause) {
    return err({ code: 'content-broken', message: cause instanceof Error ? cause.message : String(cause) });
  }
}
