/**
 * 120 terminals that report 200 frames a second, each of which changes an alarm. In a round every cover rises through
 * the four priorities (battery 18 %, 8 %, water at 70 % and 92 % of the chamber), a quarter of its frames each, so that
 * about fifty pins change every second; between the steps the measured value moves and the alarm is published again.
 */
import { makeFleet, openFleet } from '../../iot-bridge/simulator/fleet.ts';
import { readingOf, reportOf } from '../../iot-bridge/simulator/incidents.ts';
import type { Random } from '../../iot-bridge/simulator/random.ts';
import { seededRandom } from '../../iot-bridge/simulator/random.ts';
import type { SimulatedTerminal } from '../../iot-bridge/simulator/terminal.ts';
import { readRegisters } from '../../iot-bridge/registers.ts';
import type { Cover } from '../../iot-bridge/registers.ts';
import { atRate } from '../../iot-bridge/bench/pace.ts';
import { nowUtcMs } from './desk-page.ts';

export const FRAMES_PER_SECOND = 200;
const FRAMES_PER_STEP = 4;
/** Priorities as a cover rises through them. */
export const STATES = ['low', 'medium', 'high', 'critical'] as const;

/** A frame that changes the state of its cover. */
export interface Step {
  readonly id: string;
  readonly state: string;
  /** just before the write that hands the frame to the kernel */
  readonly sentAtUtcMs: number;
}

export class FrameStorm {
  readonly terminals: readonly SimulatedTerminal[];
  readonly #random: Random;

  private constructor(terminals: readonly SimulatedTerminal[], random: Random) {
    this.terminals = terminals;
    this.#random = random;
  }

  /** Throws when a terminal is refused: then there is nothing to measure. */
  static async open(districtFolder: string, port: number, seed: number): Promise<FrameStorm> {
    const registers = await readRegisters(districtFolder);
    if (!registers.ok) throw new Error(registers.error.message);
    const random = seededRandom(seed);
    const terminals = makeFleet(registers.value.covers, { host: '127.0.0.1', port, random });
    const [refused] = await openFleet(terminals);
    if (refused !== undefined) throw new Error(refused.message);
    return new FrameStorm(terminals, random);
  }

  close(): void {
    for (const terminal of this.terminals) terminal.close();
  }

  /** Everybody reports a shut, dry cover with a full battery. */
  async calm(): Promise<void> {
    for (const terminal of this.terminals) await this.#send(terminal, { batteryPercent: 90, waterM: 0.05 });
  }

  async rise(): Promise<{
    readonly steps: readonly Step[];
    readonly frames: number;
    readonly seconds: number;
  }> {
    const steps: Step[] = [];
    const covers = this.terminals.length;
    // one more turn for the covers whose first step comes late
    const frames = covers * FRAMES_PER_STEP * (STATES.length + 1);
    const startedAtMs = performance.now();
    await atRate(FRAMES_PER_SECOND, frames, (index) => {
      const at = index % covers;
      const terminal = this.terminals[at];
      if (terminal === undefined) return;
      // a quarter of the covers each turn: the steps are spread evenly over the seconds
      const turn = Math.floor(index / covers) + (at % FRAMES_PER_STEP);
      const step = Math.min(STATES.length - 1, Math.floor(turn / FRAMES_PER_STEP));
      const first = turn % FRAMES_PER_STEP === 0 && turn < STATES.length * FRAMES_PER_STEP;
      const begun = turn - (at % FRAMES_PER_STEP) === 0;
      const state = STATES[step] ?? 'critical';
      if (first || begun) steps.push({ id: terminal.cover.id, state, sentAtUtcMs: nowUtcMs() });
      void this.#send(terminal, measuredAt(terminal.cover, step, turn % 2));
    });
    return { steps, frames, seconds: (performance.now() - startedAtMs) / 1000 };
  }

  #send(
    terminal: SimulatedTerminal,
    measured: { readonly batteryPercent: number; readonly waterM: number },
  ): Promise<number | null> {
    const { cover } = terminal;
    const still = readingOf(cover, null, Date.now(), { random: this.#random, roadLines: [] });
    return terminal.report(reportOf({ ...still, ...measured }, cover, Date.now(), this.#random));
  }
}

/** `wobble` 0 or 1: a change that is worth a new version of the alarm and no new priority. */
function measuredAt(cover: Cover, step: number, wobble: number): { batteryPercent: number; waterM: number } {
  const batteryPercent = step === 0 ? 18 - wobble : step === 1 ? 8 - wobble : 8;
  const waterM = step < 2 ? 0.05 : cover.chamberDepthM * (step === 2 ? 0.7 : 0.92) + 0.02 * wobble;
  return { batteryPercent, waterM };
}
