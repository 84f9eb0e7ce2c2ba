import { describe, expect, test } from 'vitest';
import type { FromWorker, ToWorker } from '../../analyses/worker/protocol.ts';
import type { JobPort } from './analysis-client.ts';
import { AnalysisClient } from './analysis-client.ts';

/**
 * A worker's side of the protocol in this thread: no surface is ever loaded, and a sight crashes. What the real worker
 * answers is tested beside it; `fail` is what a browser does when a worker dies.
 */
class LocalPort implements JobPort {
  readonly sent: ToWorker[] = [];
  isTerminated = false;
  readonly #onMessage: ((event: MessageEvent<FromWorker>) => void)[] = [];
  readonly #onError: ((event: Event) => void)[] = [];

  postMessage(message: ToWorker): void {
    this.sent.push(message);
    if (message.type === 'cancel') return;
    const { jobId, kind } = message;
    const error = { code: 'no-such-surface', message: 'none' };
    const data: FromWorker =
      kind === 'line-of-sight'
        ? { type: 'crashed', jobId, message: 'broken' }
        : { type: 'done', jobId, output: { ok: false, error } };
    queueMicrotask(() => {
      for (const listener of this.#onMessage) listener(new MessageEvent('message', { data }));
    });
  }
  addEventListener(type: 'message' | 'error' | 'messageerror', listener: (event: never) => void): void {
    if (type === 'message') this.#onMessage.push(listener as (event: MessageEvent<FromWorker>) => void);
    else this.#onError.push(listener as (event: Event) => void);
  }
  terminate(): void {
    this.isTerminated = true;
  }
  fail(): void {
    for (const listener of this.#onError) listener(new Event('error'));
  }
}

const nowhere = { surfaceId: 'none', places: [] };

describe('analysis client', () => {
  test('property: an expected failure is an answer, and one worker serves all jobs', async () => {
    const ports: LocalPort[] = [];
    const client = new AnalysisClient(() => ports[ports.push(new LocalPort()) - 1]!);
    const answers = await Promise.all([1, 2, 3].map(() => client.run('surface-heights', nowhere)));
    for (const answer of answers)
      expect(answer).toMatchObject({ ok: false, error: { code: 'no-such-surface' } });
    expect(ports).toHaveLength(1);
  });

  test('property: an abort rejects at once, tells the worker, and leaves no listener', async () => {
    const port = new LocalPort();
    const client = new AnalysisClient(() => port);
    const controller = new AbortController();
    const running = client.run('surface-heights', nowhere, controller.signal);
    controller.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(port.sent.at(-1)).toEqual({ type: 'cancel', jobId: 1 });
    await expect(client.run('surface-heights', nowhere, controller.signal)).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(port.sent).toHaveLength(2);
    const finished = new AbortController();
    await client.run('surface-heights', nowhere, finished.signal);
    const sent = port.sent.length;
    finished.abort();
    expect(port.sent).toHaveLength(sent);
  });

  test('errors: a crashed job and a dead worker reject; the next job gets a new worker', async () => {
    const ports: LocalPort[] = [];
    const client = new AnalysisClient(() => ports[ports.push(new LocalPort()) - 1]!);
    await expect(client.run('line-of-sight', null as never)).rejects.toThrow('broken');
    const running = client.run('surface-heights', nowhere);
    ports[0]!.fail();
    await expect(running).rejects.toThrow('worker failed');
    expect(ports[0]!.isTerminated).toBe(true);
    expect(await client.run('surface-heights', nowhere)).toMatchObject({ ok: false });
    expect(ports).toHaveLength(2);
  });
});
