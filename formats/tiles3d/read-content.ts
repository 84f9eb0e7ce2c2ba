/**
 * The triangles of one tile content: GLB (3D Tiles 1.1) or b3dm (1.0), compressed or not.
 * Frame out: that of the tile, z up, m; glTF is y up, so (x, y, z) is read as (x, −z, y).
 * Source: OGC 22-025r4 § 9 (glTF), OGC 18-053r2 § 10 (b3dm), Khronos glTF 2.0.
 */
import { Primitive, WebIO } from '@gltf-transform/core';
import type { Node } from '@gltf-transform/core';
import { ALL_EXTENSIONS } from '@gltf-transform/extensions';
import { MeshoptDecoder } from 'meshoptimizer';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';

export interface ContentTriangles {
  /** shape [vertices, 3] */
  readonly positionsM: Float64Array;
  /** shape [triangles, 3] */
  readonly indices: Uint32Array;
}

const GLB = 0x46546c67;
const B3DM = 0x6d643362;
const B3DM_HEADER_BYTES = 28;

interface Opened {
  readonly glb: Uint8Array;
  readonly rtcCentreM: readonly [number, number, number];
}

function openB3dm(bytes: Uint8Array, view: DataView): Opened {
  const [featureJson, featureBinary, batchJson, batchBinary] = [12, 16, 20, 24].map((at) =>
    view.getUint32(at, true),
  );
  const jsonEnd = B3DM_HEADER_BYTES + (featureJson ?? 0);
  const text = String.fromCharCode(...bytes.subarray(B3DM_HEADER_BYTES, jsonEnd));
  const table: unknown = text.trim() === '' ? {} : JSON.parse(text);
  const centre =
    typeof table === 'object' && table !== null && 'RTC_CENTER' in table && Array.isArray(table.RTC_CENTER)
      ? table.RTC_CENTER.map(Number)
      : [];
  const [x = 0, y = 0, z = 0] = centre;
  const glb = bytes.subarray(jsonEnd + (featureBinary ?? 0) + (batchJson ?? 0) + (batchBinary ?? 0));
  return { glb, rtcCentreM: [x, y, z] };
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

function placed(primitive: Primitive, node: Node, rtcCentreM: Opened['rtcCentreM']): ContentTriangles | null {
  const positions = primitive.getAttribute('POSITION');
  if (positions === null) return null;
  const vertices = positions.getCount();
  const indices = trianglesOf(primitive, vertices);
  if (indices === null || indices.length === 0) return null;
  const m = node.getWorldMatrix();
  const positionsM = new Float64Array(vertices * 3);
  const element: number[] = [];
  for (let v = 0; v < vertices; v++) {
    const [x = 0, y = 0, z = 0] = positions.getElement(v, element);
    const row = (r: 0 | 1 | 2): number =>
      m[r] * x + (m[r + 4] ?? 0) * y + (m[r + 8] ?? 0) * z + (m[r + 12] ?? 0);
    positionsM[3 * v] = row(0) + rtcCentreM[0];
    positionsM[3 * v + 1] = -row(2) + rtcCentreM[1];
    positionsM[3 * v + 2] = row(1) + rtcCentreM[2];
  }
  if (indices.some((index) => index >= vertices) || !positionsM.every(Number.isFinite)) {
    throw new Error('a vertex is no number, or a triangle names one that is not there');
  }
  return { positionsM, indices };
}

let shared: Promise<WebIO> | null = null;
async function reader(): Promise<WebIO> {
  await MeshoptDecoder.ready;
  return new WebIO()
    .registerExtensions(ALL_EXTENSIONS)
    .registerDependencies({ 'meshopt.decoder': MeshoptDecoder });
}

/** Errors: `content-unsupported` (neither GLB nor b3dm), `content-broken`. */
export async function readContentTriangles(
  bytes: Uint8Array,
): Promise<Result<readonly ContentTriangles[], CodedError>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = bytes.length < 12 ? 0 : view.getUint32(0, true);
  if (magic !== GLB && magic !== B3DM) {
    return err({ code: 'content-unsupported', message: 'neither GLB nor b3dm' });
  }
  try {
    const opened: Opened = magic === B3DM ? openB3dm(bytes, view) : { glb: bytes, rtcCentreM: [0, 0, 0] };
    shared ??= reader();
    const document = await (await shared).readBinary(opened.glb);
    const out: ContentTriangles[] = [];
    for (const scene of document.getRoot().listScenes()) {
      scene.traverse((node) => {
        for (const primitive of node.getMesh()?.listPrimitives() ?? []) {
          const triangles = placed(primitive, node, opened.rtcCentreM);
          if (triangles !== null) out.push(triangles);
        }
      });
    }
    return ok(out);
  } catch (cause) {
    return err({ code: 'content-broken', message: cause instanceof Error ? cause.message : String(cause) });
  }
}
