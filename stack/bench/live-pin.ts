/** From a device frame to what the duty officer sees: socket, row of the list, pin on the map. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { z } from 'zod';
import type { Alarm } from '../../contracts/alarm.ts';
import { AlarmSchema } from '../../contracts/alarm.ts';
import { DistrictSchema } from '../../contracts/district.ts';
import { HealthSchema } from '../../contracts/health.ts';
import type { RunningStack } from '../../e2e/fixtures/stack.ts';
import type { ClockDifference } from './desk-page.ts';
import { clockDifference, newPage, signInAndWait } from './desk-page.ts';
import type { Step } from './frame-storm.ts';
import { FrameStorm, STATES } from './frame-storm.ts';
import type { Sighting, WatchedPixel } from './page-probe.ts';
import { beginWatching, installProbe } from './page-probe.ts';
import { coversAlone } from './pins-in-view.ts';

const ROUNDS = 3;
const SETTLE_MS = 4000;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export type SeenAs = Sighting['what'];

export interface LivePins {
  /** per round and kind of sighting, ms from the frame */
  readonly rounds: readonly Readonly<Record<SeenAs, readonly number[]>>[];
  /** steps that never showed */
  readonly missed: Readonly<Record<SeenAs, number>>;
  /** ms of reading the pixels back, which the page would not do by itself */
  readonly readMs: readonly number[];
  readonly framesSent: number;
  readonly seconds: number;
  readonly watchedPins: number;
  readonly terminals: number;
  readonly clock: ClockDifference;
  /** as they were published last, for the peer to send */
  readonly payloads: readonly string[];
}

interface Desk {
  readonly page: Page;
  readonly address: string;
  readonly watched: readonly WatchedPixel[];
}

async function openAlarms({ page, address }: Desk): Promise<Alarm[]> {
  const answer = await page.request.get(`${address}api/iot/alarms`);
  return z.array(AlarmSchema).parse(await answer.json());
}

/** Every cover shut and dry, every alarm acknowledged: the map is calm again. */
async function backToCalm(desk: Desk, storm: FrameStorm): Promise<void> {
  await storm.calm();
  for (const { id, version } of await openAlarms(desk)) {
    await desk.page.request.post(`${desk.address}api/iot/alarms/${id}/acknowledge`, {
      headers: { 'x-chengkan': '1' },
      data: { expectedVersion: version, note: '' },
    });
  }
  const left = (await openAlarms(desk)).length;
  if (left > 0) throw new Error(`${left} alarms are still open`);
  await wait(SETTLE_MS);
}

/** The probe begins anew and has seen every watched pin calm, else the pixels are not where they were computed. */
async function watchFromCalm({ page, watched }: Desk): Promise<void> {
  await beginWatching(page, watched);
  // the pins are painted anew when the pointer enters a row of the list
  await page.locator('#panel button[data-row]').last().hover();
  await page.mouse.move(2, 2);
  await wait(SETTLE_MS);
  const calm = await page.evaluate(
    () =>
      window.benchProbe?.sightings.filter(({ what, state }) => what === 'pin' && state === 'normal').length,
  );
  if (calm !== watched.length) throw new Error(`${calm} of ${watched.length} watched pins are seen calm`);
}

const rankOf = (state: string): number => STATES.findIndex((each) => each === state);

/**
 * A step is seen at the first sighting after its frame of its own state or of a later one: a page that draws less often
 * than the cover rises shows the last, and the steps before it have waited just as long. What was seen before the frame
 * was left, by whatever came earlier, proves nothing about it.
 */
function delays(steps: readonly Step[], sightings: readonly Sighting[], clock: ClockDifference) {
  return (what: SeenAs, ids: ReadonlySet<string> | null): { ms: number[]; missed: number } => {
    const wanted = steps.filter(({ id }) => ids === null || ids.has(id));
    const byId = new Map<string, Sighting[]>();
    for (const each of sightings)
      if (each.what === what) byId.set(each.id, [...(byId.get(each.id) ?? []), each]);
    const ms = wanted.flatMap(({ id, state, sentAtUtcMs }) => {
      const seen = byId
        .get(id)
        ?.find((each) => each.atUtcMs - clock.aheadMs >= sentAtUtcMs && rankOf(each.state) >= rankOf(state));
      return seen === undefined ? [] : [seen.atUtcMs - clock.aheadMs - sentAtUtcMs];
    });
    return { ms, missed: wanted.length - ms.length };
  };
}

async function jt808Port(address: string): Promise<number> {
  const health = HealthSchema.parse(await (await fetch(`${address}healthz`)).json());
  const port = health.listeners['jt808']?.port;
  if (port === undefined) throw new Error('the stack names no JT/T 808 port');
  return port;
}

async function openDesk(browser: Browser, stack: RunningStack, districtFolder: string): Promise<Desk> {
  const duty = stack.signIns.find(({ user }) => user === 'duty');
  if (duty === undefined) throw new Error('no demonstration account duty');
  const page = await newPage(browser);
  await installProbe(page);
  const district = DistrictSchema.parse(
    JSON.parse(await readFile(join(districtFolder, 'district.json'), 'utf8')),
  );
  await signInAndWait(page, stack.address, duty);
  const canvas = await page.locator('.ck-globe canvas.ck-pins').boundingBox();
  if (canvas === null) throw new Error('no canvas');
  const size = { widthPx: canvas.width, heightPx: canvas.height };
  const watched = await coversAlone(districtFolder, district, size);
  return { page, address: stack.address, watched };
}

/** @param stack started with `--no-simulate`: the terminals are ours */
export async function measureLivePins(
  browser: Browser,
  stack: RunningStack,
  districtFolder: string,
  progress: (line: string) => void,
): Promise<LivePins> {
  const desk = await openDesk(browser, stack, districtFolder);
  const storm = await FrameStorm.open(districtFolder, await jt808Port(stack.address), 1);
  const watchedIds = new Set(desk.watched.map(({ id }) => id));
  const clock = await clockDifference(desk.page);
  const rounds: Record<SeenAs, number[]>[] = [];
  const missed: Record<SeenAs, number> = { pin: 0, row: 0, socket: 0 };
  const readMs: number[] = [];
  let framesSent = 0;
  let seconds = 0;
  let payloads: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await backToCalm(desk, storm);
    await watchFromCalm(desk);
    progress(`round ${round + 1} of ${ROUNDS}: ${desk.watched.length} pins are watched`);
    const sent = await storm.rise();
    await wait(SETTLE_MS);
    framesSent += sent.frames;
    seconds += sent.seconds;
    const probe = await desk.page.evaluate(() => ({
      sightings: window.benchProbe?.sightings ?? [],
      readMs: window.benchProbe?.readMs ?? [],
    }));
    readMs.push(...probe.readMs);
    const seen = delays(sent.steps, probe.sightings, clock);
    const found = { pin: seen('pin', watchedIds), row: seen('row', null), socket: seen('socket', null) };
    rounds.push({ pin: found.pin.ms, row: found.row.ms, socket: found.socket.ms });
    for (const what of ['pin', 'row', 'socket'] as const) missed[what] += found[what].missed;
    payloads = (await openAlarms(desk)).map((alarm) => JSON.stringify(alarm));
  }
  storm.close();
  const terminals = storm.terminals.length;
  await desk.page.context().close();
  const watchedPins = desk.watched.length;
  return { rounds, missed, readMs, framesSent, seconds, watchedPins, terminals, clock, payloads };
}
