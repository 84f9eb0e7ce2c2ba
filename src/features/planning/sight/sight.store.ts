/** The line of sight that the planner works on: its ends, its heights, the run in the worker, the answer. */
import { createStore } from 'zustand/vanilla';
import type { District } from '../../../../contracts/district.ts';
import type { CodedError } from '../../../../contracts/result.ts';
import { districtGrid } from '../../../../geodesy/district-grid.ts';
import { ellipsoidalFromOrthometric } from '../../../../geodesy/geoid.ts';
import { AnalysisClient } from '../../../analysis/analysis-client.ts';
import type { SurfaceStage } from '../../../analysis/pinned-surface.ts';
import type { PlaceM, SightDrawing } from '../../../globe/globe-port.ts';
import { DISTRICT_URL } from '../../../services/district.store.ts';
import { mapStore } from '../../../ui/map.store.ts';
import type { GridPlace, GridPoint, SightQuestion, SightResult } from './sight-run.ts';
import { placeAlong, runSight } from './sight-run.ts';

type SightEnd = 'observer' | 'target';

interface SightState {
  readonly observer: GridPlace | null;
  readonly target: GridPlace | null;
  readonly eyeHeightM: number;
  readonly targetHeightM: number;
  readonly curvatureCoefficient: number;
  readonly work: { readonly stage: SurfaceStage | 'compute'; readonly fraction: number | null } | null;
  readonly failure: CodedError | null;
  readonly result: SightResult | null;
}

/** Eyes of somebody who stands; k = 1/7 of refraction for light. */
const FIRST: SightState = {
  observer: null,
  target: null,
  eyeHeightM: 1.6,
  targetHeightM: 0,
  curvatureCoefficient: 0.85714,
  work: null,
  failure: null,
  result: null,
};

export const sightStore = createStore<SightState>(() => FIRST);

/** Typing pauses for this long before a run begins. */
const REST_MS = 250;
const client = new AnalysisClient();
let running: AbortController | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

export const surfaceOf = (district: District): District['surfaces'][number] | undefined =>
  district.surfaces.find(({ kind }) => kind === 'dsm');

export function toPlaceM(district: District): (point: GridPoint) => PlaceM {
  const grid = districtGrid(district.grid);
  return ({ eastingM, northingM, heightM }) => {
    const [longitudeDeg, latitudeDeg] = grid.inverse(eastingM, northingM);
    const { geoidUndulationM } = district.geoid;
    return {
      longitudeDeg,
      latitudeDeg,
      ellipsoidalHeightM: ellipsoidalFromOrthometric(heightM, geoidUndulationM),
    };
  };
}

function drawingOf(district: District, result: SightResult): SightDrawing {
  const place = toPlaceM(district);
  const [first] = result.sight.obstructions;
  const turnsAt = first === undefined ? null : place(placeAlong(result, first.distanceM / result.rangeM));
  return {
    observer: place(result.observer),
    target: place(result.target),
    turnsAt,
    obstructions: result.sight.obstructions.map(({ point }) => place(point)),
  };
}

function questionOf(state: SightState): SightQuestion | null {
  const { observer, target, eyeHeightM, targetHeightM, curvatureCoefficient } = state;
  if (observer === null || target === null) return null;
  return { observer, target, eyeHeightM, targetHeightM, curvatureCoefficient };
}

async function run(district: District): Promise<void> {
  const question = questionOf(sightStore.getState());
  const surface = surfaceOf(district);
  if (question === null || surface === undefined) return;
  const controller = new AbortController();
  running = controller;
  const { id, raster, sha256, groundSampleDistanceM = 1 } = surface;
  sightStore.setState({ work: { stage: 'compute', fraction: null }, failure: null });
  try {
    const answer = await runSight(
      client,
      { id, url: DISTRICT_URL + raster, sha256, groundSampleDistanceM },
      question,
      controller.signal,
      (stage, fraction) => sightStore.setState({ work: { stage, fraction } }),
    );
    if (answer.ok) {
      sightStore.setState({ work: null, result: answer.value });
      mapStore.setState({ sight: drawingOf(district, answer.value) });
    } else sightStore.setState({ work: null, failure: answer.error });
  } catch (cause) {
    if (running !== controller) return;
    const isAbort = cause instanceof DOMException && cause.name === 'AbortError';
    const failure = {
      code: 'analysis-failed',
      message: cause instanceof Error ? cause.message : String(cause),
    };
    sightStore.setState({ work: null, failure: isAbort ? null : failure });
  }
}

/** The old answer goes with the old question: nothing stale stays beside new ends. */
function changed(district: District): void {
  clearTimeout(timer);
  const old = running;
  running = null;
  old?.abort();
  const isComplete = questionOf(sightStore.getState()) !== null;
  const work = isComplete ? ({ stage: 'compute', fraction: null } as const) : null;
  sightStore.setState({ work, failure: null, result: null });
  mapStore.setState({ sight: null });
  timer = setTimeout(() => void run(district), REST_MS);
}

/** To the centimetre, as it is shown: what somebody types from the screen gives the same answer. */
const toCentimetre = (metres: number): number => Math.round(metres * 100) / 100;

export function setEnd(district: District, end: SightEnd, place: GridPlace): void {
  const { eastingM, northingM } = place;
  sightStore.setState({ [end]: { eastingM: toCentimetre(eastingM), northingM: toCentimetre(northingM) } });
  changed(district);
}

export function setHeights(
  district: District,
  change: Partial<Pick<SightState, 'eyeHeightM' | 'targetHeightM' | 'curvatureCoefficient'>>,
): void {
  sightStore.setState(change);
  changed(district);
}

export function exchangeEnds(district: District): void {
  sightStore.setState(({ observer, target, eyeHeightM, targetHeightM }) => ({
    observer: target,
    target: observer,
    eyeHeightM: targetHeightM,
    targetHeightM: eyeHeightM,
  }));
  changed(district);
}

export function cancelSight(): void {
  clearTimeout(timer);
  running?.abort();
  sightStore.setState({ work: null });
}

export function runAgain(district: District): void {
  changed(district);
}

export function clearSight(): void {
  cancelSight();
  running = null;
  sightStore.setState(FIRST);
  mapStore.setState({ sight: null });
}
