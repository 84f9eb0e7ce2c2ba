/**
 * Long work in short turns. Between two turns the event loop delivers what has arrived, a cancel above all. The turn is
 * given back through a MessageChannel: nested timers are clamped to 4 ms.
 */

export class Cancelled extends Error {
  constructor() {
    super('cancelled');
    this.name = 'Cancelled';
  }
}

/** Resolves in a later task of the event loop. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}

/** Work that has run for this long lets others have a turn. */
const TURN_MS = 12;

/**
 * Runs `step(i)` for i from 0 to count − 1.
 * Throws `Cancelled` after the turn in which `isCancelled` became true.
 */
export async function runInTurns(
  count: number,
  step: (index: number) => void,
  isCancelled: () => boolean,
): Promise<void> {
  let turnEndsMs = performance.now() + TURN_MS;
  for (let i = 0; i < count; i++) {
    step(i);
    if (performance.now() < turnEndsMs) continue;
    await nextTask();
    if (isCancelled()) throw new Cancelled();
    turnEndsMs = performance.now() + TURN_MS;
  }
}
