import { rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGateway, type TestGateway } from '../gateway-fixture.test-support.ts';
import { parseByteRange } from './byte-range.ts';
import { acceptedCoding } from './compressed.ts';

describe('byte ranges', () => {
  it('reference: the examples of RFC 9110 section 14.1.2 on 10000 bytes', () => {
    const part = (first: number, last: number) => ({ kind: 'part', first, last });
    expect(parseByteRange('bytes=0-499', 10_000)).toEqual(part(0, 499));
    expect(parseByteRange('bytes=500-999', 10_000)).toEqual(part(500, 999));
    expect(parseByteRange('bytes=-500', 10_000)).toEqual(part(9500, 9999));
    expect(parseByteRange('bytes=9500-', 10_000)).toEqual(part(9500, 9999));
    expect(parseByteRange('bytes=9999-20000', 10_000)).toEqual(part(9999, 9999));
    expect(parseByteRange('bytes=-20000', 10_000)).toEqual(part(0, 9999));
  });

  it('errors: what cannot be satisfied, and what is to be ignored', () => {
    for (const header of ['bytes=10-', 'bytes=10-12', 'bytes=-0']) {
      expect(parseByteRange(header, 10)).toEqual({ kind: 'unsatisfiable' });
    }
    for (const header of [undefined, 'bytes=5-2', 'bytes=-', 'items=0-1', 'bytes=0-1,4-5', 'bytes=a-b']) {
      expect(parseByteRange(header, 10)).toEqual({ kind: 'whole' });
    }
    expect(parseByteRange('bytes=0-', 0)).toEqual({ kind: 'unsatisfiable' });
  });

  it('property: a part always lies inside the file', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 1e9 }), (from, to, size) => {
        const range = parseByteRange(`bytes=${from}-${to}`, size);
        if (range.kind !== 'part') return;
        expect(range.first).toBeLessThanOrEqual(range.last);
        expect(range.last).toBeLessThan(size);
      }),
    );
  });

  it('reference: codings by quality, RFC 9110 section 12.5.3', () => {
    expect(acceptedCoding('gzip, deflate, br')).toBe('br');
    expect(acceptedCoding('br;q=0.5, gzip')).toBe('gzip');
    expect(acceptedCoding('br;q=0, gzip;q=0')).toBeNull();
    expect(acceptedCoding(undefined)).toBeNull();
  });
});

describe('district files', () => {
  let gateway: TestGateway;
  const cookies: Record<string, string> = {};
  beforeAll(async () => {
    gateway = await openTestGateway();
    for (const role of ['planner', 'duty']) cookies[role] = await gateway.cookieFor(role);
  });
  afterAll(() => gateway.close());
  const get = (path: string, headers: Record<string, string> = {}, role = 'planner') =>
    gateway.ask(path, { headers, cookie: cookies[role] ?? '' });

  it('property: each file is for whoever holds its right', async () => {
    const statuses = async (path: string) => [
      (await gateway.ask(path)).status,
      (await get(path, {}, 'duty')).status,
      (await get(path, {}, 'planner')).status,
    ];
    expect(await statuses('/district/district.json')).toEqual([401, 200, 200]);
    expect(await statuses('/district/mesh/0/tile.glb')).toEqual([401, 200, 200]);
    expect(await statuses('/district/imagery/epoch-1.pmtiles')).toEqual([401, 200, 200]);
    expect(await statuses('/district/vectors/roads.geojson')).toEqual([401, 200, 200]);
    expect(await statuses('/district/vectors/zones.geojson')).toEqual([401, 403, 200]);
    expect(await statuses('/district/surfaces/dsm.tif')).toEqual([401, 403, 200]);
  });

  it('errors: file-unknown for what the manifest does not name, and for every way out of the folder', async () => {
    await symlink(join(gateway.root, 'secret.txt'), join(gateway.root, 'district/mesh/link.json'));
    const paths = [
      'source/metadata.xml',
      'truth/changes.json',
      'vectors/unnamed.geojson',
      'mesh/missing.glb',
      'mesh/',
      'mesh/0',
      'mesh/../source/metadata.xml',
      'mesh/../../secret.txt',
      'mesh/%2e%2e/%2e%2e/secret.txt',
      'mesh/..%2f..%2fsecret.txt',
      'mesh/..%5c..%5csecret.txt',
      'mesh/%252e%252e/secret.txt',
      'mesh//tileset.json',
      'mesh/./tileset.json',
      'mesh/tileset.json%00.png',
      'mesh/link.json',
      '/etc/passwd',
    ];
    for (const path of paths) {
      const answer = await get(`/district/${path}`);
      expect([path, answer.status, answer.json()['code']]).toEqual([path, 404, 'file-unknown']);
    }
    expect((await get('/district/mesh/%zz')).status).toBe(400);
  });

  it('property: ranges, If-Range, HEAD and revalidation of a tile', async () => {
    const path = '/district/mesh/0/tile.glb';
    const whole = await get(path);
    expect(whole.headers).toMatchObject({
      'content-type': 'model/gltf-binary',
      'content-length': '1000',
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
    });
    const { etag = '', 'last-modified': lastModified = '' } = whole.headers;
    const part = await get(path, { range: 'bytes=990-' });
    expect([part.status, part.text, part.headers['content-range']]).toEqual([
      206,
      '0123456789',
      'bytes 990-999/1000',
    ]);
    expect((await get(path, { range: 'bytes=0-0', 'if-range': etag })).status).toBe(206);
    expect((await get(path, { range: 'bytes=0-0', 'if-range': lastModified })).status).toBe(206);
    expect((await get(path, { range: 'bytes=0-0', 'if-range': '"other"' })).status).toBe(200);
    expect((await get(path, { range: 'bytes=0-0', 'if-range': `W/${etag}` })).status).toBe(200);
    const beyond = await get(path, { range: 'bytes=1000-' });
    expect([beyond.status, beyond.headers['content-range'], beyond.json()['code']]).toEqual([
      416,
      'bytes */1000',
      'range-unsatisfiable',
    ]);
    expect((await get(path, { 'if-none-match': `"x", W/${etag}` })).status).toBe(304);
    const head = await gateway.ask(path, { method: 'HEAD', cookie: cookies['planner'] ?? '' });
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', '1000']);
  });

  it('property: a file replaced by another of the same size and time is another version', async () => {
    const path = join(gateway.root, 'district/imagery/epoch-1.pmtiles');
    const before = await get('/district/imagery/epoch-1.pmtiles');
    await writeFile(`${path}.new`, 'PMTILES');
    await rename(`${path}.new`, path);
    const range = { range: 'bytes=0-1', 'if-range': before.headers.etag ?? '' };
    const after = await get('/district/imagery/epoch-1.pmtiles', range);
    expect([after.status, after.text]).toEqual([200, 'PMTILES']);
  });

  it('property: JSON is compressed, each form with an entity tag of its own', async () => {
    const plain = await get('/district/mesh/tileset.json');
    const zipped = await get('/district/mesh/tileset.json', { 'accept-encoding': 'gzip' });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(Buffer.from(zipped.text, 'latin1')).toString('latin1')).toBe(plain.text);
    expect(zipped.headers.etag).not.toBe(plain.headers.etag);
    expect(zipped.headers.vary).toBe('accept-encoding');
    const again = { 'accept-encoding': 'gzip', 'if-none-match': zipped.headers.etag ?? '' };
    expect((await get('/district/mesh/tileset.json', again)).status).toBe(304);
    const ranged = await get('/district/mesh/tileset.json', {
      'accept-encoding': 'gzip',
      range: 'bytes=0-3',
    });
    expect([ranged.status, ranged.headers['content-encoding']]).toEqual([206, undefined]);
  });
});

describe('client files', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await openTestGateway();
  });
  afterAll(() => gateway.close());

  it('property: the page has a nonce of its own, in the policy and in the page', async () => {
    const pages = [await gateway.ask('/'), await gateway.ask('/planning/somewhere')];
    const nonces = pages.map(({ text, headers }) => {
      const nonce = /content="([^"]+)"/.exec(text)?.[1] ?? '';
      expect(headers['content-security-policy']).toContain(`'nonce-${nonce}'`);
      return nonce;
    });
    expect(new Set(nonces).size).toBe(2);
  });

  it('property: every answer carries the isolating headers', async () => {
    for (const path of ['/', '/healthz', '/api/mqtt', '/no.such', '/assets/app-1234.js']) {
      const { headers } = await gateway.ask(path, { headers: { host: 'twin.local:8080' } });
      expect(headers).toMatchObject({
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
      });
      expect(headers['content-security-policy']).toContain(
        "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:",
      );
      expect(headers['content-security-policy']).toContain("connect-src 'self' ws://twin.local:8081;");
    }
  });

  it('property: hashed assets for ever, compressed siblings when the build made them', async () => {
    await writeFile(join(gateway.root, 'client/assets/app-1234.js.br'), 'made by the build');
    const asset = await gateway.ask('/assets/app-1234.js', { headers: { 'accept-encoding': 'br' } });
    expect(asset.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect(asset.text).toBe('made by the build');
    expect((await gateway.ask('/../secret.txt')).status).toBe(404);
    expect((await gateway.ask('/api/nothing')).status).toBe(404);
  });
});
