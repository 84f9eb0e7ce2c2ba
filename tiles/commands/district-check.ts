import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { defineCommand } from '../../contracts/cli/command.ts';
import { districtCheckContract } from '../../contracts/cli/district-check.ts';
import { DistrictSchema } from '../../contracts/district.ts';
import type { District } from '../../contracts/district.ts';
import { err, ok } from '../../contracts/result.ts';
import { checkLayers } from '../stages/check-layers.ts';
import { checkVectors } from '../stages/check-vectors.ts';
import { DistrictFindings } from '../stages/district-findings.ts';

function checkIds(district: District, manifest: string, found: DistrictFindings): void {
  const lists = {
    meshes: district.meshes,
    imagery: district.imagery,
    surfaces: district.surfaces,
    vectors: district.vectors,
    organisations: district.organisations,
  };
  for (const [list, entries] of Object.entries(lists)) {
    const seen = new Set<string>();
    entries.forEach(({ id }, index) => {
      if (seen.has(id))
        found.error('DUPLICATE_ID', `${manifest}#/${list}/${index}/id`, `${id} is used twice`);
      seen.add(id);
    });
  }
  const { westDeg, southDeg, eastDeg, northDeg } = district.bounds;
  if (!(westDeg < eastDeg && southDeg < northDeg)) {
    found.error('BOUNDS_EMPTY', `${manifest}#/bounds`, 'west must be below east, south below north');
  }
  if (district.geoid.geoidUndulationM === 0) {
    found.warning(
      'GEOID_ZERO',
      `${manifest}#/geoid`,
      'N = 0 makes ellipsoidal and orthometric heights equal',
    );
  }
}

/** Errors: `no-such-file`, `not-json`, `district-broken` with the faults in the message, each also a line of progress. */
export const districtCheckCommand = defineCommand(districtCheckContract, async ({ manifest }, context) => {
  const text = await readFile(manifest, 'utf8').catch(() => null);
  if (text === null) return err({ code: 'no-such-file', message: `${manifest} cannot be read` });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return err({ code: 'not-json', message: `${manifest}: ${message}` });
  }
  const found = new DistrictFindings(dirname(resolve(manifest)));
  const name = basename(manifest);
  const parsed = DistrictSchema.safeParse(json);
  for (const issue of parsed.error?.issues ?? []) {
    found.error('SCHEMA', `${name}#/${issue.path.join('/')}`, issue.message);
  }
  if (parsed.success) {
    checkIds(parsed.data, name, found);
    await checkLayers(parsed.data, found);
    await checkVectors(parsed.data, found);
  }
  const { findings, files, features } = found;
  for (const { severity, code, path, message } of findings) {
    context.progress(`${severity}: ${code}: ${path}: ${message}`);
  }
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0 || !parsed.success) {
    const list = errors.slice(0, 5).map(({ code, path, message }) => `${code} ${path}: ${message}`);
    const rest = errors.length > 5 ? `; and ${errors.length - 5} more` : '';
    return err({ code: 'district-broken', message: `${manifest}: ${list.join('; ')}${rest}` });
  }
  return ok({ id: parsed.data.id, files, features, findings });
});
