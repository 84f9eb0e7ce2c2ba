/**
 * An append-only file of frames on disk: length (uint32 LE), CRC-32 of the payload (uint32 LE), payload.
 * An append returns after fdatasync; what a power cut leaves of the last write is found by length and CRC.
 */
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { isMissingFile, syncDirectory } from './files.ts';

const HEADER_BYTES = 8;
const READ_BYTES = 1 << 20;
export const MAX_PAYLOAD_BYTES = 1 << 20;

export interface Frame {
  readonly index: number;
  /** of the frame's first byte */
  readonly offset: number;
  readonly payload: Buffer;
}

export interface ScanEnd {
  readonly frames: number;
  /** bytes from the start that hold whole, unbroken frames */
  readonly validBytes: number;
  readonly fileBytes: number;
  /** why the scan ended before the end of the file */
  readonly fault: 'incomplete' | 'crc' | null;
  /** where the broken frame claims to end; bytes behind it mean that it was not the last write */
  readonly faultEndBytes: number;
}

function encode(payload: Uint8Array): Buffer {
  const frame = Buffer.alloc(HEADER_BYTES + payload.length);
  frame.writeUInt32LE(payload.length, 0);
  frame.writeUInt32LE(crc32(payload), 4);
  frame.set(payload, HEADER_BYTES);
  return frame;
}

/** Frames in order, up to the first broken one; the return value says how the file ended. */
export async function* readFrames(handle: FileHandle): AsyncGenerator<Frame, ScanEnd> {
  const fileBytes = (await handle.stat()).size;
  let pending: Buffer = Buffer.alloc(0);
  let offset = 0;
  let index = 0;
  const end = (fault: ScanEnd['fault'], frameBytes = 0): ScanEnd => ({
    frames: index,
    validBytes: offset,
    fileBytes,
    fault,
    faultEndBytes: offset + frameBytes,
  });
  for (let position = 0; ;) {
    while (pending.length >= HEADER_BYTES) {
      const length = pending.readUInt32LE(0);
      const frameBytes = HEADER_BYTES + length;
      if (length > MAX_PAYLOAD_BYTES) return end('incomplete', frameBytes);
      if (length === 0) {
        // A power cut can leave the new length of a file with zeros in it; an empty payload is never written.
        const isZeros = position >= fileBytes && pending.every((byte) => byte === 0);
        return end('incomplete', isZeros ? pending.length : HEADER_BYTES);
      }
      if (pending.length < frameBytes) break;
      const payload = pending.subarray(HEADER_BYTES, frameBytes);
      if (crc32(payload) !== pending.readUInt32LE(4)) return end('crc', frameBytes);
      yield { index, offset, payload };
      offset += frameBytes;
      index += 1;
      pending = pending.subarray(frameBytes);
    }
    if (position >= fileBytes) {
      if (pending.length === 0) return end(null);
      return end('incomplete', HEADER_BYTES + (pending.length < HEADER_BYTES ? 0 : pending.readUInt32LE(0)));
    }
    const chunk = Buffer.alloc(Math.min(READ_BYTES, fileBytes - position));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, position);
    if (bytesRead === 0) return end('incomplete', pending.length);
    position += bytesRead;
    pending = Buffer.concat([pending, chunk.subarray(0, bytesRead)]);
  }
}

/** Runs `visit` over every whole frame in order. */
export async function scanFrames(handle: FileHandle, visit: (frame: Frame) => void): Promise<ScanEnd> {
  const frames = readFrames(handle);
  for (;;) {
    const next = await frames.next();
    if (next.done === true) return next.value;
    visit(next.value);
  }
}

/** The payload of the frame that begins at `offset`, or null when it is broken. */
export async function readFrameAt(handle: FileHandle, offset: number): Promise<Buffer | null> {
  const header = Buffer.alloc(HEADER_BYTES);
  if ((await handle.read(header, 0, HEADER_BYTES, offset)).bytesRead !== HEADER_BYTES) return null;
  const length = header.readUInt32LE(0);
  if (length === 0 || length > MAX_PAYLOAD_BYTES) return null;
  const payload = Buffer.alloc(length);
  if ((await handle.read(payload, 0, length, offset + HEADER_BYTES)).bytesRead !== length) return null;
  return crc32(payload) === header.readUInt32LE(4) ? payload : null;
}

/** Opens for reading and writing, creates when absent, and makes the directory entry durable. */
export async function openFrameFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+');
  } catch (cause) {
    if (!isMissingFile(cause)) throw cause;
  }
  const handle = await open(path, 'wx+', 0o600);
  await syncDirectory(dirname(path));
  return handle;
}

export class FrameAppender {
  readonly #handle: FileHandle;
  #bytes: number;
  #broken: unknown = null;

  /** @param validBytes end of the last whole frame; what follows it was cut off before */
  constructor(handle: FileHandle, validBytes: number) {
    this.#handle = handle;
    this.#bytes = validBytes;
  }

  /**
   * Appends in one write and one fdatasync; returns the offset of each frame. Throws when the disk refuses, and from
   * then on always: after a failed sync nobody knows what the disk holds until it is read again at the next start.
   */
  async append(payloads: readonly Uint8Array[]): Promise<number[]> {
    if (this.#broken !== null) throw this.#broken;
    const offsets: number[] = [];
    let end = this.#bytes;
    const frames = payloads.map((payload) => {
      if (payload.length === 0 || payload.length > MAX_PAYLOAD_BYTES)
        throw new Error(`payload of ${payload.length} bytes`);
      offsets.push(end);
      end += HEADER_BYTES + payload.length;
      return encode(payload);
    });
    try {
      const bytes = Buffer.concat(frames);
      for (let written = 0; written < bytes.length;) {
        const result = await this.#handle.write(
          bytes,
          written,
          bytes.length - written,
          this.#bytes + written,
        );
        written += result.bytesWritten;
      }
      await this.#handle.datasync();
    } catch (cause) {
      this.#broken = cause;
      throw cause;
    }
    this.#bytes = end;
    return offsets;
  }
}
