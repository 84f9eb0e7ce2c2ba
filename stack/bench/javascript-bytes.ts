/**
 * The JavaScript that a page and its workers loaded, compressed alike: each file once, brotli at quality 11 of what the
 * server answers undecoded. What the browser received is counted beside it.
 */
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { Page } from '@playwright/test';

export interface LoadedJavaScript {
  readonly files: number;
  readonly plainBytes: number;
  readonly brotliBytes: number;
  /** bodies as they came, 0 for what a cache gave */
  readonly receivedBytes: number;
}

/** Runs in the page and in workers, both of which keep a list of what they loaded. */
function loadedHere(): (readonly [string, number])[] {
  return performance
    .getEntriesByType('resource')
    .map((entry) => [entry.name, 'encodedBodySize' in entry ? Number(entry.encodedBodySize) : 0] as const);
}

/** Notes what the page itself asks for from now on; the answer is called when the frame is there. */
export function watchJavaScript(page: Page): () => Promise<LoadedJavaScript> {
  const scripts = new Set<string>();
  // a worker that begins from a blob is one line, which imports a script that is counted
  const count = (url: string): void => {
    if (/^https?:/.test(url)) scripts.add(url);
  };
  page.on('response', (response) => {
    if (/javascript/.test(response.headers()['content-type'] ?? '')) count(response.url());
  });
  return async () => {
    const lists = [await page.evaluate(loadedHere)];
    for (const worker of page.workers()) lists.push(await worker.evaluate(loadedHere));
    const received = new Map<string, number>();
    for (const [url, bytes] of lists.flat()) received.set(url, Math.max(bytes, received.get(url) ?? 0));
    // workers load scripts of their own, which the page's responses may not name
    for (const url of [...received.keys(), ...page.workers().map((worker) => worker.url())]) {
      if (/\.m?js$/.test(new URL(url).pathname)) count(url);
    }
    let plainBytes = 0;
    let brotliBytes = 0;
    let receivedBytes = 0;
    for (const url of scripts) {
      const source = await (await page.request.get(url)).body();
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: source.length,
      };
      plainBytes += source.length;
      brotliBytes += (await promisify(brotliCompress)(source, { params })).length;
      receivedBytes += received.get(url) ?? 0;
    }
    return { files: scripts.size, plainBytes, brotliBytes, receivedBytes };
  };
}
