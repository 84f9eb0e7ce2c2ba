/**
 * The stored references of `npm run peers`: made again by the independent programs, from seeded data alone, and compared
 * with what is stored. `--write` stores them; the change is then reviewed like any other.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { makeCityGridReference } from './peers/city-grids.ts';
import { makeGdaltransformReference } from './peers/gdaltransform.ts';
import { makeOsgconvReference } from './peers/osgconv.ts';

const REFERENCES: Readonly<Record<string, () => object>> = {
  'geodesy/reference/city-grids.json': makeCityGridReference,
  'geodesy/reference/gdaltransform.json': makeGdaltransformReference,
  'formats/osgb/reference/osgconv.json': makeOsgconvReference,
};

/** The first part that differs, as a path of keys. */
function differenceOf(made: unknown, stored: unknown, at: string): string | null {
  if (isDeepStrictEqual(made, stored)) return null;
  const parts = typeof made === 'object' && made !== null ? Object.entries(made) : [];
  const others = typeof stored === 'object' && stored !== null ? new Map(Object.entries(stored)) : new Map();
  for (const [key, part] of parts) {
    const found = differenceOf(part, others.get(key), `${at}.${key}`);
    if (found !== null) return found;
  }
  return at;
}

function storedIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { write: { type: 'boolean', default: false } },
});
for (const [name, make] of Object.entries(REFERENCES)) {
  const file = path.join(process.cwd(), name);
  const made: unknown = JSON.parse(JSON.stringify(make()));
  if (values.write) writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`);
  const difference = differenceOf(made, storedIn(file), name);
  process.stdout.write(`${name}: ${difference === null ? 'the same' : `differs at ${difference}`}\n`);
  if (difference !== null) process.exitCode = 1;
}
