/**
 * `npm run bench -- [area] [--json FILE] [--compare FILE]`: every area's rows, each beside its peer in the same run.
 * Prints a table; JSON for comparing on the same machine in the same sitting.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { BenchCases, BenchRow } from '../contracts/bench.ts';
import { BenchRowSchema } from '../contracts/bench.ts';

const AREAS: Readonly<Record<string, () => Promise<{ readonly cases: BenchCases }>>> = {
  tiles: () => import('../tiles/mesh-import.bench.ts'),
  live: () => import('../iot-bridge/live.bench.ts'),
  client: () => import('./bench/client.bench.ts'),
};

const figure = (value: number | null): string => (value === null ? '–' : value.toPrecision(4));

function line(row: BenchRow): string {
  const peer = row.peerName === null ? 'no peer' : `${figure(row.peer)} ${row.unit} (${row.peerName})`;
  const ratio = row.ratio === null ? '' : `  ratio ${figure(row.ratio)}`;
  const must = row.must === null ? '' : `  must ${row.must}`;
  return `${row.name}, ${row.size}: ${figure(row.ours)} ${row.unit}; ${peer}${ratio}${must}`;
}

function change(row: BenchRow, before: readonly BenchRow[]): string {
  const same = before.find(({ name, size }) => name === row.name && size === row.size);
  return same === undefined ? '' : `  (before: ${figure(same.ours)} ${row.unit})`;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2),
    options: { json: { type: 'string' }, compare: { type: 'string' } },
    allowPositionals: true,
  });
  const unknown = positionals.find((area) => !(area in AREAS));
  if (unknown !== undefined) {
    process.stderr.write(`error: unknown-area: ${unknown}; known: ${Object.keys(AREAS).join(', ')}\n`);
    process.exit(2);
  }
  const root = process.cwd();
  // eslint-disable-next-line no-restricted-properties -- the one variable of a tool that has no config.ts
  const shared = path.resolve(root, process.env['CHENGKAN_DATA'] ?? '../shared/data');
  const before =
    values.compare === undefined
      ? []
      : z.array(BenchRowSchema).parse(JSON.parse(readFileSync(values.compare, 'utf8')));
  const rows: BenchRow[] = [];
  for (const [area, load] of Object.entries(AREAS)) {
    if (positionals.length > 0 && !positionals.includes(area)) continue;
    const { cases } = await load();
    const measured = await cases({
      root,
      sharedData: existsSync(shared) ? shared : null,
      progress: (text) => process.stderr.write(`${area}: ${text}\n`),
    });
    for (const row of measured) process.stdout.write(`${line(row)}${change(row, before)}\n`);
    rows.push(...measured);
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
}

await main();
