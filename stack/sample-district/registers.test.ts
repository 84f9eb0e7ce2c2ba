import { describe, expect, it } from 'vitest';
import {
  AreaPropertiesSchema,
  BuildingPropertiesSchema,
  CameraPropertiesSchema,
  CoverPropertiesSchema,
  StationPropertiesSchema,
} from '../../contracts/registers.ts';
import { districtGrid } from '../../geodesy/district-grid.ts';
import { SIDES, toLocal, wallOf } from './description/building.ts';
import { FALSE_M } from './description/frame.ts';
import { describeTown } from './description/town.ts';
import { GRID } from './features.ts';
import { ORGANISATIONS } from './organisations.ts';
import { registersOf } from './registers.ts';
import { truthOf } from './truth.ts';

const town = describeTown(20260408);
const registers = registersOf(town);
const featuresOf = (name: string) => registers.get(name)?.features ?? [];

describe('the registers of the sample district', () => {
  it('property: every register parses by its contract', () => {
    const schemas = {
      covers: CoverPropertiesSchema,
      stations: StationPropertiesSchema,
      cameras: CameraPropertiesSchema,
      areas: AreaPropertiesSchema,
      buildings: BuildingPropertiesSchema,
    };
    for (const [name, schema] of Object.entries(schemas)) {
      expect(featuresOf(name).length).toBeGreaterThan(0);
      for (const feature of featuresOf(name)) schema.parse(feature.properties);
    }
    expect(featuresOf('covers')).toHaveLength(120);
    expect(featuresOf('stations')).toHaveLength(4);
    expect(featuresOf('cameras')).toHaveLength(40);
    expect(featuresOf('buildings').length).toBeGreaterThanOrEqual(1500);
    expect(featuresOf('zones').length).toBeGreaterThan(50);
  });

  it('property: owners are organisations of the district, covers carry their agreed numbers', () => {
    const known = new Set(ORGANISATIONS.map((organisation) => organisation.id));
    for (const name of ['covers', 'stations', 'cameras']) {
      for (const { properties } of featuresOf(name)) expect(known).toContain(properties.ownerOrganisation);
    }
    expect(featuresOf('covers')[0]?.properties).toMatchObject({ id: 'cover-001', phone: '013900000001' });
  });

  it('property: floor heights add up to the height of the eaves', () => {
    for (const { properties } of featuresOf('buildings')) {
      const { storeys, floorHeightsM, heightArchM } = BuildingPropertiesSchema.parse(properties);
      expect(floorHeightsM).toHaveLength(storeys);
      expect(floorHeightsM.reduce((sum, height) => sum + height, 0)).toBeLessThanOrEqual(heightArchM + 0.01);
    }
  });

  it('property: windows lie on the facade that they name, looking out of it', () => {
    const grid = districtGrid(GRID);
    const windows = featuresOf('windows');
    expect(new Set(windows.map(({ properties }) => properties.buildingId)).size).toBe(10);
    for (const { properties, geometry } of windows) {
      const building = town.buildings.find((candidate) => candidate.id === properties.buildingId);
      const part = building?.parts[0];
      if (!building || !part) throw new Error(`no building ${String(properties.buildingId)}`);
      for (const [longitudeDeg = 0, latitudeDeg = 0, sillM = 0] of geometry.coordinates as number[][]) {
        const [e, n] = grid.forward(longitudeDeg, latitudeDeg);
        const { x, y } = toLocal(building, e - FALSE_M, n - FALSE_M);
        const away = SIDES.map((side) => {
          const wall = wallOf(part, side);
          return Math.abs((x - wall.x) * wall.dy - (y - wall.y) * wall.dx);
        });
        expect(Math.min(...away)).toBeLessThan(0.001);
        expect(sillM).toBe(properties.sillM);
        expect(sillM).toBeGreaterThan(building.groundM);
        expect(sillM).toBeLessThan(building.groundM + part.z1);
      }
    }
  });

  it('property: the truth names each change once, in the pair of epochs that first shows it', () => {
    const files = truthOf(town);
    const inPairs = [...files]
      .filter(([name]) => name.includes('-to-'))
      .flatMap(([, value]) => (value as { changes: { id: string }[] }).changes.map(({ id }) => id));
    expect(inPairs.sort()).toEqual(town.changes.map(({ id }) => id).sort());
  });
});
