/** What the map is told to show and do. The camera itself moves at frame rate and stays in the globe. */
import { createStore } from 'zustand/vanilla';
import type { District } from '../../contracts/district.ts';
import type {
  LayerState,
  LayerStates,
  Measurement,
  MeasureTool,
  Placing,
  ProjectionMode,
  SightDrawing,
  SurfacePosition,
  Swipe,
} from '../globe/globe-port.ts';
import type { ViewAddress } from '../globe/view-address.ts';

export interface MapState {
  readonly layers: LayerStates;
  readonly tool: MeasureTool;
  readonly measurements: readonly Measurement[];
  readonly sight: SightDrawing | null;
  readonly underground: boolean;
  readonly projection: ProjectionMode;
  readonly swipe: Swipe | null;
  /** who waits for the next place on the map */
  readonly placing: Placing | null;
}

export const mapStore = createStore<MapState>(() => ({
  layers: {},
  tool: 'none',
  measurements: [],
  sight: null,
  underground: false,
  projection: '3d',
  swipe: null,
  placing: null,
}));

/** Newest epoch first: what an office wants to see without asking. */
export function epochsOf(district: District): District['imagery'] {
  return [...district.imagery].sort((a, b) => (b.epoch ?? '').localeCompare(a.epoch ?? ''));
}

const HIDDEN_VECTORS: ReadonlySet<string> = new Set(['windows', 'zones', 'buildings', 'areas']);

export function firstLayers(district: District): LayerStates {
  const layers: Record<string, LayerState> = {};
  for (const mesh of district.meshes) layers[mesh.id] = { visible: true, opacity: 1 };
  epochsOf(district).forEach((epoch, index) => {
    layers[epoch.id] = { visible: index === 0, opacity: 1 };
  });
  if (district.terrain) layers[district.terrain.id] = { visible: true, opacity: 1 };
  for (const vector of district.vectors) {
    layers[vector.id] = { visible: !HIDDEN_VECTORS.has(vector.kind), opacity: 1 };
  }
  return layers;
}

/** A link that names layers shows those and no others. */
export function openMap(district: District, address: ViewAddress): void {
  const first = firstLayers(district);
  const named = address.layers;
  const layers =
    named === null
      ? first
      : Object.fromEntries(
          Object.entries(first).map(([id, state]) => [id, named[id] ?? { ...state, visible: false }]),
        );
  mapStore.setState({
    layers,
    swipe: address.swipe,
    underground: address.underground,
    projection: address.projection,
  });
}

export function setLayer(id: string, change: Partial<LayerState>): void {
  mapStore.setState(({ layers }) => ({
    layers: { ...layers, [id]: { ...(layers[id] ?? { visible: false, opacity: 1 }), ...change } },
  }));
}

/** A thing that is chosen from a list is seen on the map too. */
export function showVectors(district: District, kind: District['vectors'][number]['kind']): void {
  for (const layer of district.vectors) if (layer.kind === kind) setLayer(layer.id, { visible: true });
}

/** One epoch and no other; null hides all. */
export function showEpoch(district: District, epochId: string | null): void {
  for (const { id } of district.imagery) setLayer(id, { visible: id === epochId });
}

export function setTool(tool: MeasureTool): void {
  mapStore.setState({ tool, placing: null });
}

export function addMeasurement(measurement: Measurement): void {
  mapStore.setState(({ measurements }) => ({ measurements: [...measurements, measurement] }));
}

export function removeMeasurement(id: string): void {
  mapStore.setState(({ measurements }) => ({ measurements: measurements.filter((each) => each.id !== id) }));
}

/** @param hint what to choose, one line at the cursor */
export function askForPlace(hint: string, give: (position: SurfacePosition) => void): void {
  const onPlace = (position: SurfacePosition): void => {
    cancelPlace();
    give(position);
  };
  mapStore.setState({ placing: { hint, onPlace, onCancel: cancelPlace }, tool: 'none' });
}

export function cancelPlace(): void {
  mapStore.setState({ placing: null });
}
