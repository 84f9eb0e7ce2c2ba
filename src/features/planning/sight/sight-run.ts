/** One line of sight over a pinned surface: heights under both ends, the answer of the kernel, and the profile between. */
import type { CodedError, Result } from '../../../../contracts/result.ts';
import { err, ok } from '../../../../contracts/result.ts';
import type { AnalysisClient, JobOutput } from '../../../analysis/analysis-client.ts';
import type { OnSurfaceStage, PinnedSurface } from '../../../analysis/pinned-surface.ts';
import { loadPinnedSurface } from '../../../analysis/pinned-surface.ts';

/** E, N m on the district grid */
export interface GridPlace {
  readonly eastingM: number;
  readonly northingM: number;
}
/** with H m, orthometric */
export interface GridPoint extends GridPlace {
  readonly heightM: number;
}

export interface SightQuestion {
  readonly observer: GridPlace;
  readonly target: GridPlace;
  /** above the surface at each end */
  readonly eyeHeightM: number;
  readonly targetHeightM: number;
  readonly curvatureCoefficient: number;
}

type OkOf<R> = R extends { readonly ok: true; readonly value: infer V } ? V : never;
export type Sight = OkOf<OkOf<JobOutput<'line-of-sight'>>[number]>;

export interface SightProfile {
  readonly stepM: number;
  /** orthometric, of the cells under the line, from observer to target; null without data */
  readonly surfaceM: readonly (number | null)[];
}

export interface SightResult {
  readonly question: SightQuestion;
  readonly observer: GridPoint;
  readonly target: GridPoint;
  readonly rangeM: number;
  readonly sight: Sight;
  readonly profile: SightProfile;
  readonly surfaceId: string;
}

/** More samples than a drawer has pixels say nothing more. */
const MOST_SAMPLES = 1200;

export function placeAlong(
  { observer, target }: Pick<SightResult, 'observer' | 'target'>,
  part: number,
): GridPoint {
  const between = (a: number, b: number): number => a + (b - a) * part;
  return {
    eastingM: between(observer.eastingM, target.eastingM),
    northingM: between(observer.northingM, target.northingM),
    heightM: between(observer.heightM, target.heightM),
  };
}

/** The call that repeats the answer without the browser, every digit kept. @param raster path of the surface */
export function commandOf({ observer, target, question }: SightResult, raster: string): string {
  const text = ({ eastingM, northingM, heightM }: GridPoint): string => `${eastingM},${northingM},${heightM}`;
  const ends = `--from ${text(observer)} --to ${text(target)}`;
  return `chengkan analyse line-of-sight --surface ${raster} ${ends} --cc ${question.curvatureCoefficient}`;
}

async function heightsOf(
  client: AnalysisClient,
  surface: PinnedSurface,
  places: readonly GridPlace[],
  signal: AbortSignal,
  onStage: OnSurfaceStage,
): Promise<JobOutput<'surface-heights'>> {
  const ask = () => client.run('surface-heights', { surfaceId: surface.id, places }, signal);
  const answer = await ask();
  // the first question, or a new worker after one that died
  if (answer.ok || answer.error.code !== 'no-such-surface') return answer;
  const loaded = await loadPinnedSurface(client, surface, signal, onStage);
  return loaded.ok ? await ask() : loaded;
}

/**
 * Rejects with an `AbortError` when `signal` aborts.
 * Errors: `no-surface-observer`, `no-surface-target`, those of loading, and those of the kernel.
 */
export async function runSight(
  client: AnalysisClient,
  surface: PinnedSurface & { readonly groundSampleDistanceM: number },
  question: SightQuestion,
  signal: AbortSignal,
  onStage: OnSurfaceStage,
): Promise<Result<SightResult, CodedError>> {
  const { observer, target, eyeHeightM, targetHeightM, curvatureCoefficient } = question;
  const rangeM = Math.hypot(target.eastingM - observer.eastingM, target.northingM - observer.northingM);
  const samples = Math.min(MOST_SAMPLES, Math.max(2, Math.ceil(rangeM / surface.groundSampleDistanceM) + 1));
  const flat = { observer: { ...observer, heightM: 0 }, target: { ...target, heightM: 0 } };
  const places = Array.from({ length: samples }, (_, index) => placeAlong(flat, index / (samples - 1)));
  const heights = await heightsOf(client, surface, places, signal, onStage);
  if (!heights.ok) return heights;
  const [observerGroundM, targetGroundM] = [heights.value.at(0) ?? null, heights.value.at(-1) ?? null];
  const nowhere = (end: 'observer' | 'target'): Result<never, CodedError> =>
    err({ code: `no-surface-${end}`, message: `${surface.id} has no height at the ${end}` });
  if (observerGroundM === null) return nowhere('observer');
  if (targetGroundM === null) return nowhere('target');
  const eye = { ...observer, heightM: observerGroundM + eyeHeightM };
  const goal = { ...target, heightM: targetGroundM + targetHeightM };
  const input = { surfaceId: surface.id, observer: eye, targets: [goal], curvatureCoefficient };
  const sights = await client.run('line-of-sight', input, signal);
  if (!sights.ok) return sights;
  const [sight] = sights.value;
  if (sight === undefined) throw new Error('one target gives one sight');
  if (!sight.ok) return sight;
  return ok({
    question,
    observer: eye,
    target: goal,
    rangeM,
    sight: sight.value,
    profile: { stepM: rangeM / (samples - 1), surfaceM: heights.value },
    surfaceId: surface.id,
  });
}
