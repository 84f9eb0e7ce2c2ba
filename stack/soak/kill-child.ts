/** A child process in mid-work, ended by kill -9. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ChildOrder {
  readonly root: string;
  readonly soak: string;
  readonly folder: string;
  readonly delayMs: number;
}

/** Its lines up to the kill. Rejects when it ends by itself, with what it said on stderr. */
export async function killChildInMidWork({ root, soak, folder, delayMs }: ChildOrder): Promise<string[]> {
  const program = path.join(root, 'dist/node/stack/soak.js');
  if (!existsSync(program))
    throw new Error(`${program} is not built: npm run soak and npm run test:unit build it`);
  const child = spawn(process.execPath, [program, '--child', soak, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [said, complaints] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once('close', (_code, signal) => resolve(signal)),
  );
  await Promise.race([new Promise((resolve) => child.stdout.once('data', resolve)), ended]);
  await Promise.race([sleep(delayMs), ended]);
  child.kill('SIGKILL');
  if ((await ended) !== 'SIGKILL') throw new Error(`the child of ${soak} ended by itself: ${complaints}`);
  // What follows the last line feed is a line that the kill cut off
  return said.split('\n').slice(0, -1);
}
