/**
 * What the bridge knows of a district: its covers, by terminal number, and its roads (for the simulator).
 * Source: district.json and the GeoJSON files it names; longitude, latitude deg (EPSG:4490).
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { District } from '../contracts/district.ts';
import { DistrictSchema } from '../contracts/district.ts';
import type { CoverProperties } from '../contracts/registers.ts';
import { CoverPropertiesSchema } from '../contracts/registers.ts';
import type { CodedError, Result } from '../contracts/result.ts';
import { err, ok } from '../contracts/result.ts';
import type { DeviceProfile } from './protocols/jt808/profile.ts';
import { findProfile, profileIds } from './protocols/jt808/profile.ts';

type LonLatDeg = readonly [number, number];

export interface Cover extends CoverProperties {
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  readonly profile: DeviceProfile;
}

export interface Registers {
  /** id of the district, the tenant in topics */
  readonly tenant: string;
  readonly covers: readonly Cover[];
  readonly roadLines: readonly (readonly LonLatDeg[])[];
}

const Position = z.tuple([z.number(), z.number()], z.number());
const PointsSchema = z.object({
  features: z.array(
    z.object({
      geometry: z.object({ type: z.literal('Point'), coordinates: Position }),
      properties: CoverPropertiesSchema,
    }),
  ),
});
const LinesSchema = z.object({
  features: z.array(
    z.object({
      geometry: z.object({ type: z.string(), coordinates: z.unknown() }),
    }),
  ),
});

async function readJson(path: string): Promise<Result<unknown, CodedError>> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return ok(value);
  } catch (cause) {
    return err({ code: 'district-unreadable', message: `${path}: ${String(cause)}` });
  }
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, path: string): Result<T, CodedError> {
  const result = schema.safeParse(value);
  if (result.success) return ok(result.data);
  const issue = result.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  return err({ code: 'district-invalid', message: `${path}: ${where}: ${issue?.message ?? 'invalid'}` });
}

async function readCovers(folder: string, district: District): Promise<Result<Cover[], CodedError>> {
  const covers: Cover[] = [];
  for (const layer of district.vectors.filter(({ kind }) => kind === 'covers')) {
    const path = join(folder, layer.geojson);
    const json = await readJson(path);
    if (!json.ok) return json;
    const points = parsed(PointsSchema, json.value, path);
    if (!points.ok) return points;
    for (const { geometry, properties } of points.value.features) {
      const profile = findProfile(properties.deviceProfile);
      if (profile === null) {
        const message = `${path}: ${properties.id}: deviceProfile ${JSON.stringify(properties.deviceProfile)} is none of ${profileIds().join(', ')}`;
        return err({ code: 'unknown-profile', message });
      }
      const [longitudeDeg, latitudeDeg] = geometry.coordinates;
      covers.push({ ...properties, longitudeDeg, latitudeDeg, profile });
    }
  }
  const phones = new Set(covers.map(({ phone }) => phone));
  if (phones.size !== covers.length) {
    return err({
      code: 'district-invalid',
      message: `${folder}: two covers of the register share a terminal phone`,
    });
  }
  return ok(covers);
}

async function readRoads(
  folder: string,
  district: District,
): Promise<Result<readonly LonLatDeg[][], CodedError>> {
  const Line = z.array(Position).min(2);
  const lines: LonLatDeg[][] = [];
  for (const layer of district.vectors.filter(({ kind }) => kind === 'roads')) {
    const path = join(folder, layer.geojson);
    const json = await readJson(path);
    if (!json.ok) return json;
    const features = parsed(LinesSchema, json.value, path);
    if (!features.ok) return features;
    for (const { geometry } of features.value.features) {
      const line = Line.safeParse(geometry.coordinates);
      if (geometry.type === 'LineString' && line.success) lines.push(line.data.map(([e, n]) => [e, n]));
    }
  }
  return ok(lines);
}

/** Errors: `district-unreadable`, `district-invalid`, `unknown-profile`, each naming file and field. */
export async function readRegisters(districtDir: string): Promise<Result<Registers, CodedError>> {
  const path = join(districtDir, 'district.json');
  const json = await readJson(path);
  if (!json.ok) return json;
  const district = parsed(DistrictSchema, json.value, path);
  if (!district.ok) return district;
  const covers = await readCovers(districtDir, district.value);
  if (!covers.ok) return covers;
  const roadLines = await readRoads(districtDir, district.value);
  if (!roadLines.ok) return roadLines;
  return ok({ tenant: district.value.id, covers: covers.value, roadLines: roadLines.value });
}
