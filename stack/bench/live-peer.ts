/** The way that nothing in a browser can beat: the same payloads through a bare broker to a page that only sets a text. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import mqtt from 'mqtt';
import { startBareBroker } from '../../iot-bridge/bench/bare-broker.ts';
import { atRate } from '../../iot-bridge/bench/pace.ts';
import { clockDifference, newPage, nowUtcMs } from './desk-page.ts';
import { serveFiles } from './widget-page.ts';

const PAGE = `<!doctype html><title>peer</title><p id="text"></p><script src="/mqtt.js"></script><script>
const seen = [];
globalThis.peerSeen = seen;
const nowUtcMs = () => performance.timeOrigin + performance.now();
const text = document.querySelector('#text');
const client = mqtt.connect(new URLSearchParams(location.search).get('broker'), { protocolVersion: 4 });
client.on('connect', () => client.subscribe('peer/+', { qos: 1 }, () => (document.title = 'subscribed')));
client.on('message', (topic, payload) => {
  text.textContent = payload.toString();
  const sight = { index: Number(topic.slice(5)), textUtcMs: nowUtcMs(), frameUtcMs: 0 };
  seen.push(sight);
  requestAnimationFrame(() => (sight.frameUtcMs = nowUtcMs()));
});
</script>`;

interface PeerSight {
  readonly index: number;
  readonly textUtcMs: number;
  readonly frameUtcMs: number;
}

declare global {
  var peerSeen: PeerSight[];
}

export interface PeerDelays {
  /** ms from publishing to the text set */
  readonly text: readonly number[];
  /** ms from publishing to the next animation frame */
  readonly frame: readonly number[];
}

export async function measurePeer(
  browser: Browser,
  root: string,
  payloads: readonly string[],
  rate: { readonly perSecond: number; readonly count: number },
): Promise<PeerDelays> {
  const broker = await startBareBroker();
  const script = await readFile(join(root, 'node_modules/mqtt/dist/mqtt.min.js'));
  const served = await serveFiles(new Map([['index.html', Buffer.from(PAGE)], ['mqtt.js', script]])); // prettier-ignore
  const page = await newPage(browser);
  await page.goto(`${served.address}?broker=${encodeURIComponent(broker.wsUrl)}`);
  await page.waitForFunction(() => document.title === 'subscribed');
  const publisher = await mqtt.connectAsync(broker.tcpUrl);
  const clock = await clockDifference(page);
  const sentAtUtcMs: number[] = [];
  await atRate(rate.perSecond, rate.count, (index) => {
    const payload = payloads[index % payloads.length] ?? '';
    sentAtUtcMs[index] = nowUtcMs();
    publisher.publish(`peer/${index}`, payload, { qos: 1, retain: true });
  });
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const seen = await page.evaluate(() => globalThis.peerSeen);
  await publisher.endAsync();
  await page.context().close();
  await Promise.all([broker.stop(), served.stop()]);
  const since = (index: number, atUtcMs: number): number =>
    atUtcMs - clock.aheadMs - (sentAtUtcMs[index] ?? Number.NaN);
  return {
    text: seen.map(({ index, textUtcMs }) => since(index, textUtcMs)),
    frame: seen.map(({ index, frameUtcMs }) => since(index, frameUtcMs)),
  };
}
