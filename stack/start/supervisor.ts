/**
 * Starts a part as a child process, waits for its ready line, starts it again when it falls, stops it on request.
 * A child lives no longer than its parent: its standard input is a pipe that ends with us (exit-with-parent.ts).
 */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface PartDefinition {
  readonly name: string;
  /** below dist/node, without extension */
  readonly entry: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface RunningPart {
  readonly name: string;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 90_000;
const STOP_WITHIN_MS = 3_500;
const LONGEST_PAUSE_MS = 15_000;

function saysReady(line: string): boolean {
  try {
    const parsed: unknown = JSON.parse(line);
    return parsed !== null && typeof parsed === 'object' && 'ready' in parsed && parsed.ready === true;
  } catch {
    return false;
  }
}

export class Supervisor {
  readonly #root: string;
  readonly #say: (line: string) => void;

  constructor(root: string, say: (line: string) => void) {
    this.#root = root;
    this.#say = say;
  }

  /** Rejects when the part ends, or says nothing for 90 s, before its first ready line. */
  async start(part: PartDefinition): Promise<RunningPart> {
    let child = this.#spawn(part);
    let stopping = false;
    let pauseMs = 500;
    const watch = (): void => {
      child.once('exit', (code, signal) => {
        if (stopping) return;
        this.#say(`${part.name} ended (${signal ?? code}); starting it again in ${pauseMs / 1000} s`);
        setTimeout(() => {
          if (stopping) return;
          child = this.#spawn(part);
          watch();
          this.#ready(part, child).then(
            () => (pauseMs = 500),
            () => (pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)),
          );
        }, pauseMs);
      });
    };
    await this.#ready(part, child);
    watch();
    const stop = async (): Promise<void> => {
      stopping = true;
      await this.#stop(child);
    };
    return { name: part.name, stop };
  }

  #spawn(part: PartDefinition): ChildProcess {
    const dist = path.join(this.#root, 'dist/node');
    // eslint-disable-next-line no-restricted-properties -- handed on unread: each part parses it in its config.ts
    const inherited = process.env;
    return spawn(
      process.execPath,
      [
        '--enable-source-maps',
        '--import',
        path.join(dist, 'stack/start/exit-with-parent-main.js'),
        path.join(dist, `${part.entry}.js`),
      ],
      { cwd: this.#root, env: { ...inherited, ...part.environment }, stdio: ['pipe', 'pipe', 'inherit'] },
    );
  }

  #ready(part: PartDefinition, child: ChildProcess): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`${part.name} is not ready after 90 s`)),
        READY_WITHIN_MS,
      );
      child.once('exit', (code, signal) => {
        clearTimeout(timer);
        reject(new Error(`${part.name} ended before it was ready (${signal ?? code})`));
      });
      if (child.stdout === null) throw new Error(`${part.name} has no standard output`);
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (!saysReady(line)) return this.#say(`${part.name}: ${line}`);
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #stop(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      child.kill('SIGTERM');
    });
  }
}
