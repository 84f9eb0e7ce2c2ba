/** Every soak at a small count, and the tools that they stand on. */
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Soak } from '../contracts/soak.ts';
import { mutate } from './soak/mutate.ts';
import type { Finding } from './soak/run-rounds.ts';
import { runRounds } from './soak/run-rounds.ts';
import { soaks } from './soak/soaks.ts';
import { Sequence } from './sample-district/random.ts';

const root = path.resolve(import.meta.dirname, '..');
const SEED = 20_240_501;

async function findingsOf(soak: Soak, to: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  await runRounds({ soak, root, seed: SEED, from: 0, to, onFinding: (finding) => findings.push(finding) });
  return findings;
}

test.each(soaks)(`property: $name, seed ${SEED}: $promise`, async (soak) => {
  expect(await findingsOf(soak, soak.smallCount)).toEqual([]);
});

test('property: a soak says which rounds broke its promise, and the same again', async () => {
  const broken: Soak = {
    name: 'broken',
    promise: 'no number is above 0.9',
    count: 100,
    smallCount: 100,
    longestRoundMs: 1_000,
    round: ({ random }) => {
      const number = random();
      return number > 0.9 ? Promise.reject(new Error(`it is ${number}`)) : Promise.resolve();
    },
  };
  const findings = await findingsOf(broken, 100);
  expect(findings.length).toBeGreaterThan(2);
  expect(findings.length).toBeLessThan(30);
  expect((await findingsOf(broken, 100)).map(({ round }) => round)).toEqual(
    findings.map(({ round }) => round),
  );
});

test('property: mutations differ from what they began with, and from one another', () => {
  const random = new Sequence(SEED);
  const bytes = Uint8Array.from({ length: 900 }, (_, i) => i % 256);
  const made = Array.from({ length: 200 }, () =>
    Buffer.from(mutate(() => random.next(), bytes)).toString('hex'),
  );
  expect(new Set(made).size).toBeGreaterThan(190);
  expect(made.filter((hex) => hex === Buffer.from(bytes).toString('hex')).length).toBeLessThan(5);
});
