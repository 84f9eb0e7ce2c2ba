/** A line of sight in the scene: clear to the first obstruction, dashed behind it; posts at the ends; a mark that follows the profile. */
import type { CesiumWidget, Entity } from 'cesium';
import {
  ArcType,
  Cartesian2,
  Color,
  HorizontalOrigin,
  LabelStyle,
  PolylineDashMaterialProperty,
  VerticalOrigin,
} from 'cesium';
import { useEffect } from 'react';
import { useCesium } from 'resium';
import { useGlobe } from '../globe-context.ts';
import type { PlaceM, SightDrawing } from '../globe-port.ts';
import { toEcef } from '../lla-cartesian.ts';
import type { GlobeTexts } from '../texts.ts';

type EntityOptions = Entity.ConstructorOptions;

/** Green-teal and magenta-grey: told apart by the colour-blind, and the dashes say it once more. */
const VISIBLE = Color.fromCssColorString('#2fc9ae');
const HIDDEN = Color.fromCssColorString('#c79ab6');
const INK = Color.fromCssColorString('#10161d');
const ON_TOP = Number.POSITIVE_INFINITY;
const LINE_PX = 4;

const dashed = (colour: Color): PolylineDashMaterialProperty =>
  new PolylineDashMaterialProperty({ color: colour, gapColor: INK.withAlpha(0.35), dashLength: 14 });

function line(from: PlaceM, to: PlaceM, isVisible: boolean): EntityOptions {
  const material = isVisible ? VISIBLE : dashed(HIDDEN);
  return {
    polyline: {
      positions: [toEcef(from), toEcef(to)],
      width: LINE_PX,
      arcType: ArcType.NONE,
      material,
      depthFailMaterial: isVisible ? VISIBLE.withAlpha(0.7) : material,
    },
  };
}

/** Ends are named below their point and obstructions numbered above, so that a near one hides neither. */
function mark(place: PlaceM, colour: Color, text: string, side: 'above' | 'below'): EntityOptions {
  return {
    position: toEcef(place),
    point: {
      pixelSize: 11,
      color: colour,
      outlineColor: INK,
      outlineWidth: 2,
      disableDepthTestDistance: ON_TOP,
    },
    label: {
      text,
      font: '600 13px system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
      style: LabelStyle.FILL,
      fillColor: Color.WHITE,
      showBackground: true,
      backgroundColor: INK.withAlpha(0.86),
      backgroundPadding: new Cartesian2(7, 4),
      horizontalOrigin: HorizontalOrigin.CENTER,
      verticalOrigin: side === 'above' ? VerticalOrigin.BOTTOM : VerticalOrigin.TOP,
      pixelOffset: new Cartesian2(0, side === 'above' ? -12 : 12),
      disableDepthTestDistance: ON_TOP,
    },
  };
}

function entitiesOf(sight: SightDrawing, texts: GlobeTexts): EntityOptions[] {
  const { observer, target, turnsAt, obstructions } = sight;
  const lines =
    turnsAt === null
      ? [line(observer, target, true)]
      : [line(observer, turnsAt, true), line(turnsAt, target, false)];
  return [
    ...lines,
    ...obstructions.map((place, index) => mark(place, HIDDEN, String(index + 1), 'above')),
    mark(observer, VISIBLE, texts.observer, 'below'),
    mark(target, turnsAt === null ? VISIBLE : HIDDEN, texts.target, 'below'),
  ];
}

function draw(widget: CesiumWidget, options: readonly EntityOptions[]): () => void {
  const drawn = options.map((each) => widget.entities.add(each));
  widget.scene.requestRender();
  return () => {
    if (widget.isDestroyed()) return;
    for (const entity of drawn) widget.entities.remove(entity);
    widget.scene.requestRender();
  };
}

/** The point of the profile under the pointer; moves without React. */
function useFollowMark(widget: CesiumWidget | undefined): void {
  const controller = useGlobe();
  useEffect(() => {
    if (widget === undefined) return undefined;
    let entity: Entity | null = null;
    const stop = controller.marks.subscribe((place) => {
      if (widget.isDestroyed()) return;
      if (entity !== null) widget.entities.remove(entity);
      entity =
        place === null
          ? null
          : widget.entities.add({
              position: toEcef(place),
              point: {
                pixelSize: 13,
                color: Color.WHITE,
                outlineColor: INK,
                outlineWidth: 3,
                disableDepthTestDistance: ON_TOP,
              },
            });
      widget.scene.requestRender();
    });
    return () => {
      stop();
      if (entity !== null && !widget.isDestroyed()) widget.entities.remove(entity);
    };
  }, [widget, controller]);
}

export function SightLine({
  sight,
  texts,
}: {
  readonly sight: SightDrawing | null;
  readonly texts: GlobeTexts;
}) {
  const { cesiumWidget } = useCesium();
  useFollowMark(cesiumWidget);
  useEffect(
    () =>
      cesiumWidget === undefined || sight === null ? undefined : draw(cesiumWidget, entitiesOf(sight, texts)),
    [cesiumWidget, sight, texts],
  );
  return null;
}
