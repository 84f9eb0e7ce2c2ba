/** A measurement as entities: straight lines between the clicked points, a field for an area, labels with their digits. */
import type { Entity } from 'cesium';
import {
  ArcType,
  Cartesian2,
  Cartesian3,
  ClassificationType,
  Color,
  HorizontalOrigin,
  LabelStyle,
  PolygonHierarchy,
  PolylineDashMaterialProperty,
  VerticalOrigin,
} from 'cesium';
import type { Measurement, SurfacePosition } from '../globe-port.ts';
import { toEcef } from '../lla-cartesian.ts';
import type { GlobeTexts } from '../texts.ts';
import { formatAreaM2, formatLengthM, formatRiseM } from './measure-format.ts';

type EntityOptions = Entity.ConstructorOptions;

const LINE = Color.fromCssColorString('#ffe14d');
const INK = Color.fromCssColorString('#10161d');
/** Shown through houses, but dashed: the line goes behind there. */
const HIDDEN = new PolylineDashMaterialProperty({ color: LINE.withAlpha(0.65), dashLength: 10 });

export const pointEntity = (positionEcef: Cartesian3): EntityOptions => ({
  position: positionEcef,
  point: {
    pixelSize: 8,
    color: LINE,
    outlineColor: INK,
    outlineWidth: 2,
    disableDepthTestDistance: Number.POSITIVE_INFINITY,
  },
});

export const lineEntity = (positionsEcef: Cartesian3[]): EntityOptions => ({
  polyline: {
    positions: positionsEcef,
    width: 3,
    arcType: ArcType.NONE,
    material: LINE,
    depthFailMaterial: HIDDEN,
  },
});

type LabelSide = 'above' | 'left' | 'right';
const LABEL_PLACES: Readonly<Record<LabelSide, { origin: HorizontalOrigin; x: number; y: number }>> = {
  above: { origin: HorizontalOrigin.CENTER, x: 0, y: -12 },
  left: { origin: HorizontalOrigin.RIGHT, x: -12, y: 10 },
  right: { origin: HorizontalOrigin.LEFT, x: 12, y: 24 },
};

const labelEntity = (positionEcef: Cartesian3, text: string, side: LabelSide = 'above'): EntityOptions => ({
  position: positionEcef,
  label: {
    text,
    font: '600 13px system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
    style: LabelStyle.FILL,
    fillColor: Color.WHITE,
    showBackground: true,
    backgroundColor: INK.withAlpha(0.86),
    backgroundPadding: new Cartesian2(8, 5),
    verticalOrigin: VerticalOrigin.BOTTOM,
    horizontalOrigin: LABEL_PLACES[side].origin,
    pixelOffset: new Cartesian2(LABEL_PLACES[side].x, LABEL_PLACES[side].y),
    disableDepthTestDistance: Number.POSITIVE_INFINITY,
  },
});

const middle = (a: Cartesian3, b: Cartesian3): Cartesian3 => Cartesian3.midpoint(a, b, new Cartesian3());

const fieldEntity = (positionsEcef: Cartesian3[]): EntityOptions => ({
  polygon: {
    hierarchy: new PolygonHierarchy(positionsEcef),
    material: LINE.withAlpha(0.28),
    classificationType: ClassificationType.BOTH,
  },
});

type DistanceMeasurement = Extract<Measurement, { kind: 'distance' }>;
type HeightMeasurement = Extract<Measurement, { kind: 'height' }>;
type AreaMeasurement = Extract<Measurement, { kind: 'area' }>;

function distanceEntities(measured: DistanceMeasurement, texts: GlobeTexts): EntityOptions[] {
  const places = measured.points.map(toEcef);
  const last = places.at(-1);
  if (last === undefined) return [];
  const legs = measured.legs.length < 2 ? [] : measured.legs;
  const legLabels = legs.flatMap((leg, index) => {
    const [begin, end] = [places[index], places[index + 1]];
    return begin && end ? [labelEntity(middle(begin, end), formatLengthM(leg.horizontalM))] : [];
  });
  const total = `${texts.horizontal} ${formatLengthM(measured.horizontalM)}\n${texts.slope} ${formatLengthM(measured.slopeM)}`;
  return [lineEntity(places), ...places.map(pointEntity), ...legLabels, labelEntity(last, total)];
}

/** The right triangle: up at the lower end, level at the upper. */
function heightEntities(measured: HeightMeasurement, texts: GlobeTexts): EntityOptions[] {
  const [a, b] = measured.points;
  if (a === undefined || b === undefined) return [];
  const [low, high] = a.ellipsoidalHeightM <= b.ellipsoidalHeightM ? [a, b] : [b, a];
  const corner: SurfacePosition = { ...low, ellipsoidalHeightM: high.ellipsoidalHeightM };
  const [lowEcef, highEcef, cornerEcef] = [toEcef(low), toEcef(high), toEcef(corner)];
  return [
    lineEntity([lowEcef, highEcef]),
    lineEntity([lowEcef, cornerEcef, highEcef]),
    pointEntity(lowEcef),
    pointEntity(highEcef),
    labelEntity(
      middle(lowEcef, cornerEcef),
      `${texts.rise} ${formatRiseM(measured.heightDifferenceM)}`,
      'left',
    ),
    labelEntity(middle(cornerEcef, highEcef), `${texts.horizontal} ${formatLengthM(measured.horizontalM)}`),
    labelEntity(middle(lowEcef, highEcef), `${texts.slope} ${formatLengthM(measured.slopeM)}`, 'right'),
  ];
}

function areaEntities(measured: AreaMeasurement, texts: GlobeTexts): EntityOptions[] {
  const places = measured.points.map(toEcef);
  const [first] = places;
  if (first === undefined) return [];
  const sum = places.reduce((total, each) => Cartesian3.add(total, each, total), new Cartesian3());
  const centre = Cartesian3.divideByScalar(sum, places.length, sum);
  const text = [
    `${texts.plane} ${formatAreaM2(measured.planimetricM2)}`,
    `${texts.sloped} ${formatAreaM2(measured.surfaceM2)}`,
    `${texts.perimeter} ${formatLengthM(measured.perimeterM)}`,
  ].join('\n');
  return [
    fieldEntity(places),
    lineEntity([...places, first]),
    ...places.map(pointEntity),
    labelEntity(centre, text),
  ];
}

export function measurementEntities(measured: Measurement, texts: GlobeTexts): EntityOptions[] {
  if (measured.kind === 'distance') return distanceEntities(measured, texts);
  if (measured.kind === 'height') return heightEntities(measured, texts);
  return areaEntities(measured, texts);
}
