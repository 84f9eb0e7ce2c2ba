/** The measuring tools on the map: clicks become points, a hint goes with the cursor, results stay until removed. */
import type { CesiumWidget } from 'cesium';
import { useEffect, useMemo, useRef } from 'react';
import { useCesium } from 'resium';
import { useGlobe } from '../globe-context.ts';
import type { GlobeProps, Measurement } from '../globe-port.ts';
import { gridOf } from '../lla-cartesian.ts';
import type { GlobeTexts } from '../texts.ts';
import { measurementEntities } from './measure-entities.ts';
import { MeasureRun } from './measure-run.ts';

type MeasureToolsProps = Pick<
  GlobeProps,
  'district' | 'tool' | 'measurements' | 'onMeasure' | 'onToolEnd'
> & { readonly texts: GlobeTexts };

function drawResults(
  widget: CesiumWidget,
  measurements: readonly Measurement[],
  texts: GlobeTexts,
): () => void {
  const drawn = measurements
    .flatMap((each) => measurementEntities(each, texts))
    .map((each) => widget.entities.add(each));
  widget.scene.requestRender();
  return () => {
    if (widget.isDestroyed()) return;
    for (const entity of drawn) widget.entities.remove(entity);
    widget.scene.requestRender();
  };
}

export function MeasureTools(props: MeasureToolsProps) {
  const { district, tool, measurements, onMeasure, onToolEnd, texts } = props;
  const controller = useGlobe();
  const { cesiumWidget } = useCesium();
  const bandElement = useRef<SVGPolylineElement>(null);
  const toGrid = useMemo(() => gridOf(district), [district]);
  const latest = useRef({ onMeasure, onToolEnd });
  useEffect(() => {
    latest.current = { onMeasure, onToolEnd };
  });
  useEffect(
    () => (cesiumWidget === undefined ? undefined : drawResults(cesiumWidget, measurements, texts)),
    [cesiumWidget, measurements, texts],
  );
  useEffect(() => {
    const band = bandElement.current;
    if (tool === 'none' || cesiumWidget === undefined || band === null) return undefined;
    const run = new MeasureRun({
      controller,
      widget: cesiumWidget,
      tool,
      toGrid,
      texts,
      band,
      onMeasure: (measurement) => latest.current.onMeasure(measurement),
      onToolEnd: () => latest.current.onToolEnd(),
    });
    return () => run.destroy();
  }, [tool, controller, cesiumWidget, toGrid, texts]);
  return (
    <svg className="ck-band" aria-hidden="true">
      <polyline ref={bandElement} />
    </svg>
  );
}
