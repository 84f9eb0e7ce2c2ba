import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { deflateSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectionOfEpsg } from '../../geodesy/district-grid.ts';
import { writeGeoTiff } from '../../formats/geotiff/write-cog.ts';
import { analyseLineOfSightCommand } from '../commands/analyse-line-of-sight.ts';
import { analyseLineOfSightContract } from '../../contracts/cli/analyse-line-of-sight.ts';
import { createHandlers } from './handlers.ts';
import type { FromWorker, JobMap, ToWorker } from './protocol.ts';
import { Cancelled, runInTurns } from './run-in-turns.ts';

const SIDE = 300;
const WALL_COLUMN = 120;

/** A plane at 3 m with a 12 m wall along one column and a hole without data, 1 m cells, UTM zone 51N. */
function surfaceTiff(): ArrayBuffer {
  const samples = Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [row, col] = [Math.floor(i / SIDE), i % SIDE];
    if (row < 10 && col < 10) return -9999;
    return col === WALL_COLUMN ? 15 : 3;
  });
  const bytes = writeGeoTiff(
    {
      samples,
      widthPx: SIDE,
      heightPx: SIDE,
      bands: 1,
      crs: { kind: 'projected', epsg: 32651 },
      west: 360_000,
      north: 3_310_000,
      pixelWidth: 1,
      pixelHeight: 1,
      nodata: -9999,
    },
    { deflate: (raw) => deflateSync(raw) },
  );
  return Uint8Array.from(bytes).buffer;
}

const observer = { eastingM: 360_020.5, northingM: 3_309_900.5, heightM: 5 };
const target = { eastingM: 360_220.5, northingM: 3_309_900.5, heightM: 5 };
/** (15 − 5) · 200/100 + 5, on a flat earth. */
const HEIGHT_TO_SEE_M = 25;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chengkan-analyses-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** The browser's entry as it is, in a Node worker whose globals are given the two of a dedicated worker. */
async function realWorker(): Promise<Worker> {
  const outfile = join(folder, 'entry.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'entry.ts')],
    outfile,
    bundle: true,
    platform: 'browser',
    format: 'esm',
    logLevel: 'error',
    banner: {
      js: [
        "import { parentPort as port } from 'node:worker_threads';",
        'globalThis.self = { postMessage: (m) => port.postMessage(m),',
        "  addEventListener: (type, on) => port.on('message', (data) => on({ data })) };",
      ].join('\n'),
    },
    external: ['node:*'],
  });
  return new Worker(outfile);
}

describe('worker', () => {
  test('reference: the real worker loads a surface, answers a sight, and is cancelled between turns', async () => {
    const worker = await realWorker();
    try {
      const replies: FromWorker[] = [];
      let wake = (): void => undefined;
      worker.on('message', (message: FromWorker) => {
        replies.push(message);
        wake();
      });
      const send = (message: ToWorker, transfer: ArrayBuffer[] = []): void =>
        worker.postMessage(message, transfer);
      const replyTo = async (jobId: number): Promise<FromWorker> => {
        for (;;) {
          const reply = replies.find((each) => each.jobId === jobId);
          if (reply !== undefined) return reply;
          await new Promise<void>((resolve) => (wake = resolve));
        }
      };
      const bytes = surfaceTiff();
      send({ type: 'run', jobId: 1, kind: 'load-surface', input: { surfaceId: 'dsm', bytes } }, [bytes]);
      expect(bytes.byteLength).toBe(0);
      expect(await replyTo(1)).toMatchObject({
        type: 'done',
        output: {
          ok: true,
          value: { rows: SIDE, cols: SIDE, boundsM: [360_000, 3_309_700, 360_300, 3_310_000] },
        },
      });
      const sight = { surfaceId: 'dsm', observer, curvatureCoefficient: 0 };
      send({ type: 'run', jobId: 2, kind: 'line-of-sight', input: { ...sight, targets: [target] } });
      expect(await replyTo(2)).toMatchObject({
        output: {
          ok: true,
          value: [{ ok: true, value: { visible: false, targetHeightToSeeM: HEIGHT_TO_SEE_M } }],
        },
      });
      const targets = Array.from({ length: 300_000 }, () => target);
      send({ type: 'run', jobId: 3, kind: 'line-of-sight', input: { ...sight, targets } });
      send({ type: 'cancel', jobId: 3 });
      expect(await replyTo(3)).toEqual({ type: 'cancelled', jobId: 3 });
      send({
        type: 'run',
        jobId: 4,
        kind: 'line-of-sight',
        input: { ...sight, surfaceId: 'x', targets: [] },
      });
      expect(await replyTo(4)).toMatchObject({ output: { ok: false, error: { code: 'no-such-surface' } } });
      // A message that no client sends: the worker must say so and live on.
      worker.postMessage({ type: 'run', jobId: 5, kind: 'line-of-sight', input: null });
      expect(await replyTo(5)).toMatchObject({ type: 'crashed' });
      send({ type: 'run', jobId: 6, kind: 'line-of-sight', input: { ...sight, targets: [] } });
      expect(await replyTo(6)).toMatchObject({ type: 'done' });
    } finally {
      await worker.terminate();
    }
  });

  test('property: the command gives what the job gives, in another CRS too', async () => {
    const surface = join(folder, 'surface.tif');
    await writeFile(surface, new Uint8Array(surfaceTiff()));
    const context = { progress: () => undefined, signal: { aborted: false } };
    const run = (flags: object) =>
      analyseLineOfSightCommand.run(analyseLineOfSightContract.input.parse({ surface, ...flags }), context);
    const flags = { from: '360020.5,3309900.5,5', to: '360220.5,3309900.5,5', cc: '0' };
    const found = await run(flags);
    expect(found).toMatchObject({
      ok: true,
      value: {
        visible: false,
        targetHeightToSeeM: HEIGHT_TO_SEE_M,
        clearanceM: -10,
        obstructions: [{ distanceM: 100, point: [360_120.5, 3_309_900.5, 15], cutM: 10 }],
      },
    });
    const handlers = createHandlers();
    await handlers['load-surface']({ surfaceId: 's', bytes: surfaceTiff() }, () => false);
    const input: JobMap['line-of-sight']['input'] = {
      surfaceId: 's',
      observer,
      targets: [target],
      curvatureCoefficient: 0,
    };
    const whole = await handlers['line-of-sight'](input, () => false);
    const sight = whole.ok ? whole.value[0] : undefined;
    expect(sight?.ok && sight.value.clearanceM).toBe(-10);

    const utm = projectionOfEpsg(32651);
    const gaussKruger = projectionOfEpsg(4550);
    if (!utm.ok || !gaussKruger.ok) throw new Error('both codes are on board');
    const [from, to] = [observer, target].map(({ eastingM, northingM, heightM }) => {
      const [e, n] = gaussKruger.value.forward(...utm.value.inverse(eastingM, northingM));
      return `${e},${n},${heightM}`;
    });
    expect(await run({ from, to, cc: '0', crs: 'EPSG:4550' })).toMatchObject({
      ok: true,
      value: { visible: false, targetHeightToSeeM: expect.closeTo(HEIGHT_TO_SEE_M, 6) },
    });
    expect(await run({ ...flags, crs: 'EPSG:2' })).toMatchObject({ error: { code: 'unknown-epsg' } });
    expect(await run({ ...flags, to: '1,2,3' })).toMatchObject({ error: { code: 'outside-field' } });
    expect(await run({ ...flags, surface: join(folder, 'absent.tif') })).toMatchObject({
      error: { code: 'no-such-file' },
    });
    const heights = await handlers['surface-heights'](
      {
        surfaceId: 's',
        places: [observer, { eastingM: 360_005, northingM: 3_309_995 }, { eastingM: 0, northingM: 0 }],
      },
      () => false,
    );
    expect(heights).toEqual({ ok: true, value: [3, null, null] });
  });

  test('errors: a cancelled job throws Cancelled after its turn, a short one ends undisturbed', async () => {
    let steps = 0;
    const spin = (): void => {
      steps += 1;
      const endMs = performance.now() + 1;
      while (performance.now() < endMs);
    };
    await expect(runInTurns(1000, spin, () => true)).rejects.toBeInstanceOf(Cancelled);
    expect(steps).toBeLessThan(40);
    await runInTurns(
      3,
      () => undefined,
      () => true,
    );
  });
});
