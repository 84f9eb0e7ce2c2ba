/**
 * Reads an OSGB tile: OSG binary of versions 77 to 161, with or without brackets, plain or compressed.
 * Frame: the production's local frame, m.  Memory stays in proportion to the file: counts are checked against the bytes
 * that could hold them before anything is allocated.  Source: OpenSceneGraph, src/osgDB/InputStream.cpp.
 */
import type { Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import type { OsgbError } from './cursor.ts';
import { Cursor, OsgbFault } from './cursor.ts';
import { flattenScene } from './flatten.ts';
import { HEADER_HIGH, HEADER_LOW, READ_SCENE } from './layout.ts';
import type { OsgbTile } from './model.ts';
import { ObjectReader } from './objects.ts';

export interface ReadOsgbOptions {
  /** gzip or zlib → plain bytes, at most `maxBytes`; may throw. Without it a compressed file is refused. */
  readonly inflate?: (bytes: Uint8Array, maxBytes: number) => Uint8Array;
  readonly maxInflatedBytes?: number;
}

const OLDEST_VERSION = 77;
const NEWEST_VERSION = 161;
const DEFAULT_MAX_INFLATED_BYTES = 1 << 29;

function openStream(bytes: Uint8Array, options: ReadOsgbOptions): Cursor {
  const header = new Cursor(bytes, 0, 0, false);
  const [low, high] = [header.uint(), header.uint()];
  if (low === 0xa10e916c && high === 0x4545fb1a) {
    header.fail('big-endian', 'written on a big-endian machine');
  }
  if (low !== HEADER_LOW || high !== HEADER_HIGH) {
    header.fail('not-osgb', 'does not begin with the mark of OSG binary');
  }
  if (header.uint() !== READ_SCENE) header.fail('unsupported', 'holds no scene');
  const version = header.uint();
  if (version < OLDEST_VERSION || version > NEWEST_VERSION) {
    header.fail(
      'unsupported-version',
      `version ${version}, this reads ${OLDEST_VERSION} to ${NEWEST_VERSION}`,
    );
  }
  const attributes = header.uint();
  if ((attributes & 2) !== 0) header.fail('unsupported', 'carries a schema of its own');
  if ((attributes & 1) !== 0) {
    const domains = header.count(8, 'domains');
    for (let i = 0; i < domains; i++) {
      header.text();
      header.int();
    }
  }
  const brackets = (attributes & 4) !== 0;
  const compressor = header.text();
  if (compressor === '0') return new Cursor(bytes, header.offset, version, brackets);
  if (compressor !== 'zlib' || options.inflate === undefined) {
    return header.fail('unsupported-compressor', `compressor ${JSON.stringify(compressor)}`);
  }
  const maxBytes = options.maxInflatedBytes ?? DEFAULT_MAX_INFLATED_BYTES;
  let inflated: Uint8Array;
  try {
    // the compressor is called zlib and writes gzip
    inflated = options.inflate(bytes.subarray(header.offset), maxBytes);
  } catch (cause) {
    return header.fail('inflate-failed', String(cause));
  }
  if (inflated.length > maxBytes) header.fail('inflate-failed', `inflates to more than ${maxBytes} bytes`);
  return new Cursor(inflated, 0, version, brackets);
}

export function readOsgb(bytes: Uint8Array, options: ReadOsgbOptions = {}): Result<OsgbTile, OsgbError> {
  try {
    const cursor = openStream(bytes, options);
    const reader = new ObjectReader(cursor);
    const root = reader.readObject();
    if (root?.kind !== 'node' && root?.kind !== 'geometry') {
      return cursor.fail('unsupported', 'the file holds no node');
    }
    return ok({ images: reader.images, nodes: flattenScene(root, cursor) });
  } catch (cause) {
    if (cause instanceof OsgbFault) return err(cause.fault);
    throw cause;
  }
}
