/** Rounds of one soak from a seed: the same for `npm run soak` and for the unit tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Soak, SoakTools } from '../../contracts/soak.ts';
import { hash, Sequence } from '../sample-district/random.ts';
import { killChildInMidWork } from './kill-child.ts';
import { mutate } from './mutate.ts';

export interface Finding {
  readonly soak: string;
  readonly seed: number;
  readonly round: number;
  readonly message: string;
}

export interface Rounds {
  readonly soak: Soak;
  readonly root: string;
  readonly seed: number;
  readonly from: number;
  /** excluded */
  readonly to: number;
  readonly onFinding: (finding: Finding) => void;
  /** before each round */
  readonly onRound?: (round: number) => void;
}

function toolsOf({ soak, root, seed }: Rounds, round: number, folder: string): SoakTools {
  const sequence = new Sequence(hash(round, seed, 1) * 2 ** 32);
  const random = (): number => sequence.next();
  return {
    random,
    mutate: (bytes) => mutate(random, bytes),
    folder,
    killChild: (longestMs) =>
      killChildInMidWork({ root, soak: soak.name, folder, delayMs: random() * longestMs }),
  };
}

async function faultOf(rounds: Rounds, round: number): Promise<string | null> {
  const { soak } = rounds;
  // Only a soak with a child leaves files; a folder for each of a million mutations would cost more than they do
  const folder = soak.child === undefined ? '' : mkdtempSync(path.join(tmpdir(), `chengkan-${soak.name}-`));
  const beganMs = performance.now();
  try {
    await soak.round(toolsOf(rounds, round, folder));
    const tookMs = performance.now() - beganMs;
    return tookMs > soak.longestRoundMs ? `took ${Math.round(tookMs)} ms` : null;
  } catch (cause) {
    return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  } finally {
    if (folder !== '') rmSync(folder, { recursive: true });
  }
}

export async function runRounds(rounds: Rounds): Promise<void> {
  const { soak, seed, from, to } = rounds;
  for (let round = from; round < to; round++) {
    rounds.onRound?.(round);
    const message = await faultOf(rounds, round);
    if (message !== null) rounds.onFinding({ soak: soak.name, seed, round, message });
  }
}
