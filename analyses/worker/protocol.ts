/** Every job that a worker of analyses/ does, and the messages that carry it; types only. */
import type { CodedError, Result } from '../../contracts/result.ts';
import type { LineOfSight, LineOfSightError } from '../line-of-sight/line-of-sight.ts';
import type { ScenePoint } from '../scene/height-field.ts';

interface SurfaceFacts {
  readonly rows: number;
  readonly cols: number;
  /** west, south, east, north of the outer cell edges, m */
  readonly boundsM: readonly [number, number, number, number];
  /** `EPSG:n` or what the file calls it; null when it does not say */
  readonly crs: string | null;
}

export interface JobMap {
  /**
   * Reads a GeoTIFF of heights and keeps it in the worker under `surfaceId`, in place of an earlier one. `bytes` is
   * transferred: the caller's buffer is empty afterwards.
   */
  'load-surface': {
    readonly input: { readonly surfaceId: string; readonly bytes: ArrayBuffer };
    readonly output: Result<SurfaceFacts, CodedError>;
  };
  /** Heights of the surface in m at places inside a cell, null outside and without data. */
  'surface-heights': {
    readonly input: {
      readonly surfaceId: string;
      readonly places: readonly { readonly eastingM: number; readonly northingM: number }[];
    };
    readonly output: Result<readonly (number | null)[], CodedError>;
  };
  /** One answer per target, each on its own: a target outside the surface does not spoil the others. */
  'line-of-sight': {
    readonly input: {
      readonly surfaceId: string;
      readonly observer: ScenePoint;
      readonly targets: readonly ScenePoint[];
      /** 0.85714 for light, 0 for a flat earth */
      readonly curvatureCoefficient: number;
    };
    readonly output: Result<readonly Result<LineOfSight, LineOfSightError>[], CodedError>;
  };
}

export type JobKind = keyof JobMap;

/** One request shape per kind, so that a switch on `kind` knows the input. */
export type JobRequest = {
  [Kind in JobKind]: {
    readonly type: 'run';
    readonly jobId: number;
    readonly kind: Kind;
    readonly input: JobMap[Kind]['input'];
  };
}[JobKind];

export type ToWorker = JobRequest | { readonly type: 'cancel'; readonly jobId: number };

export type FromWorker =
  | { readonly type: 'done'; readonly jobId: number; readonly output: JobMap[JobKind]['output'] }
  | { readonly type: 'cancelled'; readonly jobId: number }
  | { readonly type: 'crashed'; readonly jobId: number; readonly message: string };
