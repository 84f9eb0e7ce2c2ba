/**
 * The client as people meet it: a fresh clone of the commit is started, its bytes and its first frame are taken, and
 * device frames are followed to the pin. Real parts, Chromium with the flags of the browser tests, drawing in software.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { chromium } from '@playwright/test';
import type { BenchCases, BenchContext, BenchRow } from '../../contracts/bench.ts';
import { CHROMIUM } from '../../e2e/fixtures/browser.ts';
import type { RunningStack } from '../../e2e/fixtures/stack.ts';
import { startStack } from '../../e2e/fixtures/stack.ts';
import { quantile } from '../../iot-bridge/bench/pace.ts';
import { newPage, signInAndWait } from './desk-page.ts';
import { FRAMES_PER_SECOND } from './frame-storm.ts';
import type { FreshClone } from './fresh-start.ts';
import { cloneCommit, startFresh, STEPS, threeFreePorts } from './fresh-start.ts';
import type { LoadedJavaScript } from './javascript-bytes.ts';
import { watchJavaScript } from './javascript-bytes.ts';
import type { PeerDelays } from './live-peer.ts';
import { measurePeer } from './live-peer.ts';
import type { LivePins, SeenAs } from './live-pin.ts';
import { measureLivePins } from './live-pin.ts';
import { serveWidgetPage } from './widget-page.ts';

interface FirstFrame {
  readonly seconds: number;
  readonly javaScript: LoadedJavaScript;
}

const load = (): string => `load ${loadavg()[0]?.toFixed(1)}`;

async function clientFirstFrame(browser: Browser, stack: RunningStack): Promise<FirstFrame> {
  const planner = stack.signIns.find(({ user }) => user === 'planner');
  if (planner === undefined) throw new Error('no demonstration account planner');
  const page = await newPage(browser);
  const loaded = watchJavaScript(page);
  const startedAtMs = performance.now();
  await signInAndWait(page, stack.address, planner);
  const seconds = (performance.now() - startedAtMs) / 1000;
  const javaScript = await loaded();
  await page.context().close();
  return { seconds, javaScript };
}

async function widgetFirstFrame(browser: Browser, root: string): Promise<FirstFrame> {
  const served = await serveWidgetPage(root);
  const page = await newPage(browser);
  const loaded = watchJavaScript(page);
  const startedAtMs = performance.now();
  await page.goto(served.address);
  await page.waitForFunction(() => document.documentElement.dataset['ready'] === 'true', null, {
    timeout: 120_000,
    polling: 20,
  });
  const seconds = (performance.now() - startedAtMs) / 1000;
  const javaScript = await loaded();
  await page.context().close();
  await served.stop();
  return { seconds, javaScript };
}

const timeRow = (name: string, size: string, unit: string, ours: number): BenchRow => ({
  name,
  size,
  ours,
  peer: null,
  peerName: null,
  ratio: null,
  unit,
  must: null,
  goal: null,
});

const besides = (row: BenchRow, peer: number, peerName: string): BenchRow => ({
  ...row,
  peer,
  peerName,
  ratio: peer / row.ours,
});

async function firstStart(browser: Browser, clone: FreshClone, context: BenchContext): Promise<BenchRow[]> {
  const npmCache = 'packages from the npm cache and registry as they are here';
  const { stack, stepSeconds } = await startFresh(clone, context.progress);
  let ours: FirstFrame;
  try {
    ours = await clientFirstFrame(browser, stack);
  } finally {
    await stack.stop();
  }
  context.progress('the bare widget, built by the same Vite');
  const peer = await widgetFirstFrame(browser, context.root);
  const size = `fresh clone of ${clone.commit}, ${npmCache}, ${load()}`;
  const steps = STEPS.map((step) => timeRow(`npm start, ${step}`, size, 's', stepSeconds[step]));
  const frame = 'sign-in page to first view with all its tiles, 1440×900, drawn in software';
  const widget = 'bare CesiumWidget without any layer, to its first postRender';
  const total = STEPS.reduce((sum, step) => sum + stepSeconds[step], ours.seconds);
  const bytes = `${ours.javaScript.files} files, page and workers, ${ours.javaScript.plainBytes} bytes plain, ${ours.javaScript.receivedBytes} received`;
  return [
    ...steps,
    besides(
      timeRow('sign-in to first 3D frame', `${frame}, ${load()}`, 's', ours.seconds),
      peer.seconds,
      widget,
    ),
    timeRow('npm start on a fresh clone to first 3D frame', `${frame}; ${size}`, 's', total),
    besides(
      timeRow(
        'JavaScript before the first 3D frame, brotli 11',
        bytes,
        'kB',
        ours.javaScript.brotliBytes / 1000,
      ),
      peer.javaScript.brotliBytes / 1000,
      `${widget}, ${peer.javaScript.files} files, ${peer.javaScript.plainBytes} bytes plain`,
    ),
  ];
}

const PARTS = [
  ['median', 0.5],
  ['p99', 0.99],
  ['max', 1],
] as const;
const SEEN: readonly (readonly [SeenAs, string])[] = [
  ['socket', 'the page’s WebSocket'],
  ['row', 'the changed row of the duty list (DOM)'],
  ['pin', 'the changed pin'],
];

function liveRows(live: LivePins, peer: PeerDelays): BenchRow[] {
  const rate = (live.framesSent / live.seconds).toFixed(0);
  const { clock } = live;
  const clocks = `clocks agree to ${(Math.abs(clock.aheadMs) + clock.withinMs).toFixed(1)} ms`;
  return SEEN.flatMap(([what, words]) =>
    PARTS.map(([part, share]) => {
      const all = live.rounds.flatMap((round) => round[what]);
      const worst = Math.max(...live.rounds.map((round) => quantile(round[what], share)));
      const peers = what === 'pin' ? peer.frame : peer.text;
      const which =
        what === 'pin'
          ? `${all.length} changes of ${live.watchedPins} pins that stand alone`
          : `${all.length} changes`;
      const size = `${live.framesSent} frames at ${rate}/s from ${live.terminals} terminals in ${live.rounds.length} rounds, ${which}, ${live.missed[what]} never seen, worst round ${worst.toFixed(1)} ms, ${clocks}, ${load()}`;
      const peerName = `mqtt.js page that sets a text, ${what === 'pin' ? 'next animation frame' : 'text set'}`;
      const row = timeRow(`device frame to ${words}, ${part}`, size, 'ms', quantile(all, share));
      return besides(row, quantile(peers, share), peerName);
    }),
  );
}

async function liveView(browser: Browser, clone: FreshClone, context: BenchContext): Promise<BenchRow[]> {
  const args = ['--port', String(await threeFreePorts()), '--data', join(clone.folder, 'data-live')];
  const stack = await startStack([...args, '--no-simulate'], { root: clone.folder });
  let live: LivePins;
  try {
    const district = join(clone.folder, '.cache/sample-district');
    live = await measureLivePins(browser, stack, district, context.progress);
  } finally {
    await stack.stop();
  }
  context.progress(
    `reading the pixels back took ${quantile(live.readMs, 0.5).toFixed(1)} ms, at most ${quantile(live.readMs, 1).toFixed(0)}`,
  );
  context.progress('the same payloads to a bare mqtt.js page');
  const peer = await measurePeer(browser, context.root, live.payloads, {
    perSecond: FRAMES_PER_SECOND,
    count: live.framesSent,
  });
  return liveRows(live, peer);
}

export const cases: BenchCases = async (context) => {
  if (!existsSync(CHROMIUM.executablePath)) {
    context.progress(`${CHROMIUM.executablePath} is not here: nothing is measured`);
    return [];
  }
  const folder = await mkdtemp(join(tmpdir(), 'chengkan-client-bench-'));
  const clone = await cloneCommit(context.root, join(folder, 'clone'));
  if (clone.dirty) context.progress(`the working tree differs from ${clone.commit}; the commit is measured`);
  const browser = await chromium.launch(CHROMIUM);
  try {
    return [...(await firstStart(browser, clone, context)), ...(await liveView(browser, clone, context))];
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
};
