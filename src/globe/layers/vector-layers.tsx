/** The registers that are shapes: fetched when first shown, rebuilt when their opacity rests. */
import { GroundPolylinePrimitive } from 'cesium';
import { useEffect, useState } from 'react';
import type { District } from '../../../contracts/district.ts';
import { useGlobe } from '../globe-context.ts';
import type { LayerStates } from '../globe-port.ts';
import type { VectorShape } from './vector-features.ts';
import { readShapes } from './vector-features.ts';
import type { VectorPrimitive } from './vector-primitives.ts';
import { vectorPrimitives } from './vector-primitives.ts';

type Entry = District['vectors'][number];
const POINT_KINDS: ReadonlySet<Entry['kind']> = new Set(['covers', 'stations', 'cameras']);
const REST_MS = 150;

async function fetchShapes(url: string, signal: AbortSignal): Promise<readonly VectorShape[]> {
  const response = await fetch(url, { signal });
  if (!response.ok) return [];
  const shapes = readShapes(await response.json());
  if (!shapes.ok) throw new Error(`${url}: ${shapes.error.message}`);
  return shapes.value;
}

function useShapes(url: string): readonly VectorShape[] | null {
  const [shapes, setShapes] = useState<readonly VectorShape[] | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    fetchShapes(url, stop.signal).then(setShapes, (cause: unknown) => {
      // thrown in React's own terms, so that the shell's boundary says it
      if (!stop.signal.aborted) setShapes(() => raise(cause));
    });
    return () => stop.abort();
  }, [url]);
  return shapes;
}

function raise(cause: unknown): never {
  throw cause;
}

function VectorLayer(props: {
  readonly entry: Entry;
  readonly url: string;
  readonly opacity: number;
  readonly geoidUndulationM: number;
}) {
  const { scene } = useGlobe();
  const { entry, opacity, geoidUndulationM } = props;
  const shapes = useShapes(props.url);
  useEffect(() => {
    if (shapes === null) return undefined;
    let made: VectorPrimitive[] = [];
    let cancelled = false;
    const timer = window.setTimeout(async () => {
      await GroundPolylinePrimitive.initializeTerrainHeights();
      if (cancelled || scene.isDestroyed()) return;
      made = vectorPrimitives(entry.kind, shapes, geoidUndulationM, opacity);
      for (const primitive of made) scene.primitives.add(primitive);
      scene.requestRender();
    }, REST_MS);
    return () => {
      cancelled = true;
      window.clearTimeout(timer);
      if (scene.isDestroyed()) return;
      for (const primitive of made) scene.primitives.remove(primitive);
      scene.requestRender();
    };
  }, [scene, entry.kind, shapes, geoidUndulationM, opacity]);
  return null;
}

export function VectorLayers(props: {
  readonly district: District;
  readonly districtUrl: string;
  readonly layers: LayerStates;
}) {
  const { district, districtUrl, layers } = props;
  return district.vectors
    .filter(({ id, kind }) => layers[id]?.visible === true && !POINT_KINDS.has(kind))
    .map((entry) => (
      <VectorLayer
        key={entry.id}
        entry={entry}
        url={districtUrl + entry.geojson}
        opacity={layers[entry.id]?.opacity ?? 1}
        geoidUndulationM={district.geoid.geoidUndulationM}
      />
    ));
}
