/**
 * The triangles of one tile content with their pictures: GLB, glTF, b3dm (1.0) or the meshes of a cmpt, compressed by
 * meshopt, quantised or plain.
 * Frame out: that of the tile, z up, m, double precision: nodes × turn of the up axis × RTC centre.
 * Source: OGC 22-025r4 § 9 (glTF), OGC 18-053r2 § 10 (b3dm), Khronos glTF 2.0.
 */
import { Primitive } from '@gltf-transform/core';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import type { GlbImage } from './glb.ts';
import { ImageTable, lookOf, texturedUvs } from './gltf-look.ts';
import type { PartLook } from './gltf-look.ts';
import { placedMeshes } from './gltf-nodes.ts';
import type { GltfPayload } from './open-content.ts';
import { openContent, withoutMesh } from './open-content.ts';
import type { ReadResource } from './read-gltf.ts';
import { openGltf, Undecodable } from './read-gltf.ts';
import { IDENTITY, multiply } from './volumes.ts';

/** Which axis of the glTF points up: `asset.gltfUpAxis` of tilesets before 1.0, Y in all others. */
export type UpAxis = 'X' | 'Y' | 'Z';

export interface ContentTriangles {
  /** shape [vertices, 3] */
  readonly positionsM: Float64Array;
  /** shape [triangles, 3] */
  readonly indices: Uint32Array;
}

export interface ContentPart extends ContentTriangles, PartLook {
  /** glTF convention, v down, shape [vertices, 2], texture transforms applied; null without a picture */
  readonly uvs: Float32Array | null;
}

export interface ContentModel {
  readonly parts: readonly ContentPart[];
  readonly images: readonly GlbImage[];
  /** what the source has and a model of ours has not, each kind once, for people */
  readonly leftOut: readonly string[];
}

/** Vertex indices of the triangles of a primitive, or null when it draws points or lines. */
function trianglesOf(primitive: Primitive, vertices: number): Uint32Array | null {
  const listed = primitive.getIndices()?.getArray();
  const order = listed ? Uint32Array.from(listed) : Uint32Array.from({ length: vertices }, (_, i) => i);
  switch (primitive.getMode()) {
    case Primitive.Mode.TRIANGLES:
      return order.subarray(0, order.length - (order.length % 3));
    case Primitive.Mode.TRIANGLE_STRIP:
      return Uint32Array.from({ length: 3 * Math.max(0, order.length - 2) }, (_, i) => {
        const [triangle, corner] = [Math.floor(i / 3), i % 3];
        const swapped = triangle % 2 === 1 && corner > 0 ? 3 - corner : corner;
        return order[triangle + swapped] ?? 0;
      });
    case Primitive.Mode.TRIANGLE_FAN:
      return Uint32Array.from({ length: 3 * Math.max(0, order.length - 2) }, (_, i) =>
        i % 3 === 0 ? (order[0] ?? 0) : (order[Math.floor(i / 3) + (i % 3)] ?? 0),
      );
    default:
      return null;
  }
}

/** glTF → z up, as Cesium's Axis has them: 4 × 4, column-major. */
const TURN: Readonly<Record<UpAxis, readonly number[]>> = {
  X: [0, 0, 1, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 0, 1],
  Y: [1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1],
  Z: IDENTITY,
};

/** @param matrix glTF mesh → tile */
function placed(primitive: Primitive, matrix: readonly number[]): ContentTriangles | null {
  const positions = primitive.getAttribute('POSITION');
  if (positions === null) return null;
  const vertices = positions.getCount();
  const indices = trianglesOf(primitive, vertices);
  if (indices === null || indices.length === 0) return null;
  const positionsM = new Float64Array(vertices * 3);
  const element: number[] = [];
  for (let v = 0; v < vertices; v++) {
    const [x = 0, y = 0, z = 0] = positions.getElement(v, element);
    for (let row = 0; row < 3; row++) {
      positionsM[3 * v + row] =
        (matrix[row] ?? 0) * x +
        (matrix[row + 4] ?? 0) * y +
        (matrix[row + 8] ?? 0) * z +
        (matrix[row + 12] ?? 0);
    }
  }
  if (indices.some((index) => index >= vertices) || !positionsM.every(Number.isFinite)) {
    throw new Error('a vertex is no number, or a triangle names one that is not there');
  }
  return { positionsM, indices };
}

export interface ContentReading {
  readonly upAxis?: UpAxis;
  /** of the files that a glTF names beside itself; without it they count as missing */
  readonly resource?: ReadResource;
}

type Visit = (triangles: ContentTriangles, primitive: Primitive) => void;

async function visitPayload(
  payload: GltfPayload,
  { upAxis = 'Y', resource }: ContentReading,
  visit: Visit,
): Promise<{ notTriangles: boolean }> {
  const opened = await openGltf(payload, resource ?? null);
  const meshes = opened.document.getRoot().listMeshes();
  const [x, y, z] = opened.rtcCentreM;
  const toTile = multiply([...IDENTITY.slice(0, 12), x, y, z, 1], TURN[upAxis]);
  let notTriangles = false;
  for (const { mesh, matrix } of placedMeshes(opened.json)) {
    for (const primitive of meshes[mesh]?.listPrimitives() ?? []) {
      const triangles = placed(primitive, multiply(toTile, matrix));
      if (triangles === null) notTriangles = true;
      else visit(triangles, primitive);
    }
  }
  return { notTriangles };
}

async function guarded<T>(read: () => Promise<T>): Promise<Result<T, CodedError>> {
  try {
    return ok(await read());
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return err({ code: cause instanceof Undecodable ? 'content-undecodable' : 'content-broken', message });
  }
}

/**
 * The shape alone.
 * Errors: `content-unsupported` (no mesh in it), `content-undecodable` (no decoder here reads it), `content-broken`.
 */
export async function readContentTriangles(
  bytes: Uint8Array,
  reading: ContentReading = {},
): Promise<Result<readonly ContentTriangles[], CodedError>> {
  const content = openContent(bytes);
  if (!content.ok) return content;
  if (content.value.payloads.length === 0) return err(withoutMesh(content.value));
  return await guarded(async () => {
    const out: ContentTriangles[] = [];
    for (const payload of content.value.payloads) {
      await visitPayload(payload, reading, (triangles) => out.push(triangles));
    }
    return out;
  });
}

/**
 * Shape and pictures. A composite with formats beside glTF is `content-undecodable`: half of it would be lost.
 * Errors: as `readContentTriangles`.
 */
export async function readContentModel(
  bytes: Uint8Array,
  reading: ContentReading = {},
): Promise<Result<ContentModel, CodedError>> {
  const content = openContent(bytes);
  if (!content.ok) return content;
  const { payloads, others } = content.value;
  if (payloads.length === 0) return err(withoutMesh(content.value));
  return await guarded(async () => {
    if (others.length > 0) throw new Undecodable(`composite with ${others.join(', ')}`);
    const images = new ImageTable();
    const parts: ContentPart[] = [];
    const leftOut = new Set<string>();
    for (const payload of payloads) {
      if (payload.batchTable) leftOut.add('batch table');
      const { notTriangles } = await visitPayload(payload, reading, (triangles, primitive) => {
        const look = lookOf(primitive, images, leftOut);
        parts.push({ ...triangles, ...look, uvs: texturedUvs(primitive, look) });
      });
      if (notTriangles) leftOut.add('points or lines');
    }
    if (parts.length === 0 && leftOut.has('points or lines')) throw new Undecodable('points or lines only');
    return { parts, images: images.images, leftOut: [...leftOut] };
  });
}
