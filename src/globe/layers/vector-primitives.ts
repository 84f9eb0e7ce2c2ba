/** Shapes of a register → Cesium primitives: solids for buildings, lines and fields laid on ground and mesh for the rest. */
import {
  Cartesian3,
  ClassificationType,
  Color,
  ColorGeometryInstanceAttribute,
  GeometryInstance,
  GroundPolylineGeometry,
  GroundPolylinePrimitive,
  GroundPrimitive,
  PerInstanceColorAppearance,
  PolygonGeometry,
  PolygonHierarchy,
  PolylineColorAppearance,
  PolylineGeometry,
  Primitive,
} from 'cesium';
import type { District } from '../../../contracts/district.ts';
import { ellipsoidalFromOrthometric } from '../../../geodesy/geoid.ts';
import type { LonLat, VectorShape } from './vector-features.ts';
import { numberOf } from './vector-features.ts';

type VectorKind = District['vectors'][number]['kind'];
export type VectorPrimitive = Primitive | GroundPrimitive | GroundPolylinePrimitive;

interface VectorLook {
  readonly line?: { readonly colour: string; readonly widthPx: number };
  readonly fill?: { readonly colour: string; readonly alpha: number };
}

/** By the leading letter of the land use code, in the hues that planners know (GB 50137). */
const LAND_USE_COLOURS: Readonly<Record<string, string>> = {
  R: '#ffe14d',
  A: '#ff6fae',
  B: '#ff5a4d',
  M: '#b98a5a',
  W: '#a98bd0',
  S: '#aeb6bd',
  U: '#4f9fc4',
  G: '#57c26a',
};
const LAND_USE_OTHER = '#d9dde0';
const ZONE_LINE_PX = 3;
const ZONE_FILL_ALPHA = 0.15;

function zoneLook(shape: VectorShape): VectorLook {
  const use = String(shape.properties['landUse'] ?? '').slice(0, 1);
  const colour = LAND_USE_COLOURS[use] ?? LAND_USE_OTHER;
  return { line: { colour, widthPx: ZONE_LINE_PX }, fill: { colour, alpha: ZONE_FILL_ALPHA } };
}

/** Covers, stations and cameras are pins, not shapes. */
const LOOKS: Readonly<Partial<Record<VectorKind, VectorLook | typeof zoneLook>>> = {
  zones: zoneLook,
  roads: { line: { colour: '#ffe3ad', widthPx: 1.5 } },
  water: {
    line: { colour: '#7cc4ee', widthPx: 2 },
    fill: { colour: '#3b8fc4', alpha: 0.1 },
  },
  areas: { line: { colour: '#f3f6f8', widthPx: 3 } },
};

const SOLID_COLOURS: Readonly<Record<string, string>> = {
  existing: '#b4bac0',
  approved: '#7fb2e5',
  proposed: '#f2b84b',
  unlawful: '#e0457b',
};
/** Two tones, so that neighbours of one height can be told apart. */
const SOLID_TONES = [1, 0.93, 0.86] as const;

const degrees = (points: readonly LonLat[]): Cartesian3[] =>
  Cartesian3.fromDegreesArray(
    points.flatMap(([longitudeDeg = 0, latitudeDeg = 0]) => [longitudeDeg, latitudeDeg]),
  );

function hierarchyOf(shape: VectorShape): PolygonHierarchy {
  const [outer = [], ...holes] = shape.rings;
  return new PolygonHierarchy(
    degrees(outer),
    holes.map((hole) => new PolygonHierarchy(degrees(hole))),
  );
}

const colourOf = (css: string, alpha: number): ColorGeometryInstanceAttribute =>
  ColorGeometryInstanceAttribute.fromColor(Color.fromCssColorString(css).withAlpha(alpha));

function solids(shapes: readonly VectorShape[], geoidUndulationM: number, opacity: number): Primitive[] {
  const instances = shapes.flatMap((shape, index) => {
    const groundM = numberOf(shape.properties, 'groundM');
    const heightM = numberOf(shape.properties, 'heightArchM');
    if (shape.rings.length === 0 || groundM === null || heightM === null) return [];
    const bottomM = ellipsoidalFromOrthometric(groundM, geoidUndulationM);
    const kind = String(shape.properties['kind']);
    const tone = SOLID_TONES[index % SOLID_TONES.length] ?? 1;
    const base = Color.fromCssColorString(SOLID_COLOURS[kind] ?? '#b4bac0');
    const colour = new Color(base.red * tone, base.green * tone, base.blue * tone, opacity);
    return new GeometryInstance({
      geometry: new PolygonGeometry({
        polygonHierarchy: hierarchyOf(shape),
        height: bottomM + heightM,
        extrudedHeight: bottomM,
        vertexFormat: PerInstanceColorAppearance.VERTEX_FORMAT,
      }),
      attributes: { color: ColorGeometryInstanceAttribute.fromColor(colour) },
    });
  });
  if (instances.length === 0) return [];
  const appearance = new PerInstanceColorAppearance({ translucent: opacity < 1, closed: true });
  return [new Primitive({ geometryInstances: instances, appearance, allowPicking: false })];
}

/** Sills of windows, at their own height. */
function sills(shapes: readonly VectorShape[], geoidUndulationM: number, opacity: number): Primitive[] {
  const lines = shapes.filter((shape) => shape.line.length >= 2);
  if (lines.length === 0) return [];
  const instances = lines.map(({ line, properties }) => {
    const fallbackM = numberOf(properties, 'sillM') ?? 0;
    const flat = line.flatMap(([longitudeDeg = 0, latitudeDeg = 0, sillM = fallbackM]) => [
      longitudeDeg,
      latitudeDeg,
      ellipsoidalFromOrthometric(sillM, geoidUndulationM),
    ]);
    return new GeometryInstance({
      geometry: new PolylineGeometry({
        positions: Cartesian3.fromDegreesArrayHeights(flat),
        width: 3,
        vertexFormat: PolylineColorAppearance.VERTEX_FORMAT,
      }),
      attributes: { color: colourOf('#ffe45c', opacity) },
    });
  });
  const appearance = new PolylineColorAppearance({ translucent: opacity < 1 });
  return [new Primitive({ geometryInstances: instances, appearance, allowPicking: false })];
}

type LookOf = (shape: VectorShape) => VectorLook;

function groundFields(shapes: readonly VectorShape[], lookOf: LookOf, opacity: number): GroundPrimitive[] {
  const instances = shapes.flatMap((shape) => {
    const { fill } = lookOf(shape);
    if (fill === undefined || shape.rings.length === 0) return [];
    return new GeometryInstance({
      geometry: new PolygonGeometry({ polygonHierarchy: hierarchyOf(shape) }),
      attributes: { color: colourOf(fill.colour, fill.alpha * opacity) },
    });
  });
  if (instances.length === 0) return [];
  const appearance = new PerInstanceColorAppearance({ flat: true });
  const classificationType = ClassificationType.BOTH;
  return [
    new GroundPrimitive({
      geometryInstances: instances,
      appearance,
      classificationType,
      allowPicking: false,
    }),
  ];
}

function groundLines(
  shapes: readonly VectorShape[],
  lookOf: LookOf,
  opacity: number,
): GroundPolylinePrimitive[] {
  const instances = shapes.flatMap((shape) => {
    const { line } = lookOf(shape);
    if (line === undefined) return [];
    const lines = shape.line.length > 1 ? [shape.line] : shape.rings;
    return lines.map(
      (points) =>
        new GeometryInstance({
          geometry: new GroundPolylineGeometry({ positions: degrees(points), width: line.widthPx }),
          attributes: { color: colourOf(line.colour, opacity) },
        }),
    );
  });
  if (instances.length === 0) return [];
  return [
    new GroundPolylinePrimitive({
      geometryInstances: instances,
      appearance: new PolylineColorAppearance(),
      classificationType: ClassificationType.BOTH,
      allowPicking: false,
    }),
  ];
}

export function vectorPrimitives(
  kind: VectorKind,
  shapes: readonly VectorShape[],
  geoidUndulationM: number,
  opacity: number,
): VectorPrimitive[] {
  if (kind === 'buildings') return solids(shapes, geoidUndulationM, opacity);
  if (kind === 'windows') return sills(shapes, geoidUndulationM, opacity);
  const look = LOOKS[kind];
  if (look === undefined) return [];
  const lookOf = typeof look === 'function' ? look : (): VectorLook => look;
  return [...groundFields(shapes, lookOf, opacity), ...groundLines(shapes, lookOf, opacity)];
}
