/** A promise that is put to the test many thousand times by `npm run soak`, and a few times by `npm test`. */

export interface SoakTools {
  /** [0, 1); the same for the same seed and round, so that a finding can be played again */
  readonly random: () => number;
  /** A copy with one to six faults of a wire, a disk or an enemy. */
  readonly mutate: (bytes: Uint8Array) => Uint8Array;
  /** empty when the round begins, gone after it */
  readonly folder: string;
  /**
   * Runs `Soak.child` in a process of its own, ends it by kill -9 some time after its first line, and returns its lines.
   * Rejects when the child ends by itself.
   */
  readonly killChild: (longestMs: number) => Promise<readonly string[]>;
}

export interface Soak {
  readonly name: string;
  readonly promise: string;
  /** rounds of `npm run soak` without --count, some minutes */
  readonly count: number;
  /** rounds of `npm test`, a few seconds */
  readonly smallCount: number;
  /** a round that takes longer broke its promise */
  readonly longestRoundMs: number;
  /** One round. Throws when the promise is broken. */
  round(tools: SoakTools): Promise<void>;
  /** Works in the folder until it is killed; says a line for everything that it has acknowledged. */
  child?(folder: string, say: (line: string) => void): Promise<void>;
}
