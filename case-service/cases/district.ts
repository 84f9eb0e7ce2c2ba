/** What the case service needs of district.json: the tenant, who may take a case, and which areas there are. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DistrictSchema } from '../../contracts/district.ts';
import { AreaPropertiesSchema } from '../../contracts/registers.ts';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';

export interface CaseDistrict {
  readonly id: string;
  readonly organisations: ReadonlySet<string>;
  readonly areas: ReadonlySet<string>;
}

const AreasSchema = z.object({
  features: z.array(z.object({ properties: AreaPropertiesSchema.pick({ id: true }) })),
});

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<Result<T, CodedError>> {
  try {
    const parsed = schema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    if (parsed.success) return ok(parsed.data);
    return err({ code: 'bad-district', message: `${path}: ${z.prettifyError(parsed.error)}` });
  } catch (cause) {
    return err({ code: 'bad-district', message: `${path}: ${String(cause)}` });
  }
}

/** Errors: `bad-district`, naming the file. */
export async function readCaseDistrict(folder: string): Promise<Result<CaseDistrict, CodedError>> {
  const district = await readJson(join(folder, 'district.json'), DistrictSchema);
  if (!district.ok) return district;
  const areas = new Set<string>();
  for (const layer of district.value.vectors.filter(({ kind }) => kind === 'areas')) {
    const read = await readJson(join(folder, layer.geojson), AreasSchema);
    if (!read.ok) return read;
    for (const feature of read.value.features) areas.add(feature.properties.id);
  }
  const organisations = new Set(district.value.organisations.map(({ id }) => id));
  return ok({ id: district.value.id, organisations, areas });
}
