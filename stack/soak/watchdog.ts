/** Ends the process when one round never returns: a loop in the main thread can be seen from another thread alone. */
import { Worker } from 'node:worker_threads';

const WATCH = `
const { workerData } = require('node:worker_threads');
const { round, limitMs, line } = workerData;
let [seen, sinceMs] = [-1, Date.now()];
setInterval(() => {
  const now = Atomics.load(round, 0);
  if (now !== seen) [seen, sinceMs] = [now, Date.now()];
  else if (Date.now() - sinceMs > limitMs) {
    require('node:fs').writeSync(2, line + now + ' does not end\\n');
    process.kill(process.pid, 'SIGKILL');
  }
}, 1000);
`;

export interface Watchdog {
  readonly onRound: (round: number) => void;
  readonly stop: () => Promise<number>;
}

/** @param line what is said before the number of the round */
export function watchRounds(limitMs: number, line: string): Watchdog {
  const round = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(WATCH, { eval: true, workerData: { round, limitMs, line } });
  return { onRound: (at) => void Atomics.store(round, 0, at), stop: () => worker.terminate() };
}
