/** Sends one file: validators, one byte range, compressed text. The path has been checked by the caller. */
import { open, type FileHandle } from 'node:fs/promises';
import type { BigIntStats } from 'node:fs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../http/refuse.ts';
import { noneMatches, parseByteRange, rangeStillHolds } from './byte-range.ts';
import { acceptedCoding, precompressedSibling, type Coding, type Compressor } from './compressed.ts';
import { contentTypeOf, isCompressible } from './content-type.ts';

export interface FileToSend {
  readonly path: string;
  readonly cacheControl: string;
  readonly compressor: Compressor;
}

function etagOf(stats: BigIntStats): string {
  // Files are replaced by renaming, so the inode changes even when size and time do not.
  return `"${stats.ino.toString(36)}-${stats.size.toString(36)}-${stats.mtimeNs.toString(36)}"`;
}

function withCoding(etag: string, coding: Coding): string {
  return `${etag.slice(0, -1)}-${coding}"`;
}

function notFound(reply: FastifyReply): FastifyReply {
  return refuse(reply, { status: 404, code: 'file-unknown', message: 'path: there is no such file' });
}

/** The compressed form of the file as a buffer or another file, when there is one. */
async function compressedForm(
  { path, compressor }: FileToSend,
  coding: Coding,
  etag: string,
  sizeBytes: number,
): Promise<Buffer | FileHandle | null> {
  const sibling = await precompressedSibling(path, coding);
  if (sibling) return open(sibling, 'r');
  return compressor.compress(path, coding, etag, sizeBytes);
}

async function sendCompressed(
  request: FastifyRequest,
  reply: FastifyReply,
  form: Buffer | FileHandle,
  coding: Coding,
): Promise<FastifyReply> {
  const sizeBytes = Buffer.isBuffer(form) ? form.length : (await form.stat()).size;
  reply.header('content-encoding', coding).header('content-length', sizeBytes);
  if (Buffer.isBuffer(form)) return request.method === 'HEAD' ? reply.send() : reply.send(form);
  if (request.method === 'GET') return reply.send(form.createReadStream());
  await form.close();
  return reply.send();
}

async function sendPlain(
  request: FastifyRequest,
  reply: FastifyReply,
  handle: FileHandle,
  version: { etag: string; lastModified: string; sizeBytes: number },
): Promise<FastifyReply> {
  const { etag, lastModified, sizeBytes } = version;
  const { range: rangeHeader } = request.headers;
  const ifRange = request.headers['if-range'];
  const range = rangeStillHolds(typeof ifRange === 'string' ? ifRange : undefined, etag, lastModified)
    ? parseByteRange(rangeHeader, sizeBytes)
    : parseByteRange(undefined, sizeBytes);
  if (range.kind === 'unsatisfiable') {
    await handle.close();
    const message = `range: ${rangeHeader ?? ''} lies outside ${sizeBytes} bytes`;
    reply.type('application/json; charset=utf-8').header('content-range', `bytes */${sizeBytes}`);
    return refuse(reply, { status: 416, code: 'range-unsatisfiable', message });
  }
  const [first, last] = range.kind === 'part' ? [range.first, range.last] : [0, sizeBytes - 1];
  if (range.kind === 'part') {
    reply.code(206).header('content-range', `bytes ${first}-${last}/${sizeBytes}`);
  }
  reply.header('content-length', last - first + 1);
  if (request.method === 'HEAD' || sizeBytes === 0) {
    await handle.close();
    return reply.send();
  }
  return reply.send(handle.createReadStream({ start: first, end: last }));
}

export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: FileToSend,
): Promise<FastifyReply> {
  const handle = await open(file.path, 'r').catch(() => null);
  if (!handle) return notFound(reply);
  const stats = await handle.stat({ bigint: true });
  if (!stats.isFile()) {
    await handle.close();
    return notFound(reply);
  }
  const etag = etagOf(stats);
  const sizeBytes = Number(stats.size);
  const lastModified = new Date(Number(stats.mtimeMs)).toUTCString();
  const compressible = isCompressible(file.path);
  const coding =
    compressible && request.headers.range === undefined
      ? acceptedCoding(request.headers['accept-encoding'])
      : null;
  const form = coding ? await compressedForm(file, coding, etag, sizeBytes) : null;
  const sentEtag = coding && form ? withCoding(etag, coding) : etag;
  reply.headers({
    etag: sentEtag,
    'last-modified': lastModified,
    'cache-control': file.cacheControl,
    'accept-ranges': 'bytes',
    ...(compressible && { vary: 'accept-encoding' }),
  });
  if (noneMatches(request.headers['if-none-match'], sentEtag)) {
    await handle.close();
    if (form && !Buffer.isBuffer(form)) await form.close();
    return reply.code(304).send();
  }
  reply.type(contentTypeOf(file.path));
  if (coding && form) {
    await handle.close();
    return sendCompressed(request, reply, form, coding);
  }
  return sendPlain(request, reply, handle, { etag, lastModified, sizeBytes });
}
