/**
 * The plane similarity (four parameters) between two grids, and its fit to points that are known in both.
 * Frames: [E, N] m → [E, N] m.  Source: least squares in closed form on centred coordinates (Helmert).
 */
import type { PlaneSimilarity } from '../contracts/city-grid.ts';
import type { CodedError, Result } from '../contracts/result.ts';
import { err, ok } from '../contracts/result.ts';

export type PlanePoint = readonly [eastingM: number, northingM: number];

export interface FittedSimilarity {
  readonly similarity: PlaneSimilarity;
  /** what the fit gives minus what was stated, m, for each point */
  readonly residualsM: readonly PlanePoint[];
  /** of unit weight: √(Σ v² / (2 n − 4)), or null for two points, which leave nothing over */
  readonly standardDeviationM: number | null;
}

const RAD_PER_ARCSEC = Math.PI / 648_000;

interface Turn {
  /** m cos θ and m sin θ */
  readonly a: number;
  readonly b: number;
}

const turnOf = ({ rotationArcsec, scalePpm }: PlaneSimilarity): Turn => {
  const scale = 1 + scalePpm * 1e-6;
  const rotationRad = rotationArcsec * RAD_PER_ARCSEC;
  return { a: scale * Math.cos(rotationRad), b: scale * Math.sin(rotationRad) };
};

export function similarTo(similarity: PlaneSimilarity, [e, n]: PlanePoint): [number, number] {
  const { a, b } = turnOf(similarity);
  return [similarity.eastM + a * e - b * n, similarity.northM + b * e + a * n];
}

export function similarFrom(similarity: PlaneSimilarity, [e, n]: PlanePoint): [number, number] {
  const { a, b } = turnOf(similarity);
  const [de, dn] = [e - similarity.eastM, n - similarity.northM];
  const square = a * a + b * b;
  return [(a * de + b * dn) / square, (a * dn - b * de) / square];
}

function middle(points: readonly PlanePoint[]): [number, number] {
  const sum = (axis: 0 | 1): number => points.reduce((total, point) => total + point[axis], 0);
  return [sum(0) / points.length, sum(1) / points.length];
}

/**
 * @param to the same points in the other grid, in the same order
 * Errors: `too-few-points` (two at least), `points-coincide` (closer than a metre, all of them).
 */
export function fitSimilarity(
  from: readonly PlanePoint[],
  to: readonly PlanePoint[],
): Result<FittedSimilarity, CodedError> {
  if (from.length < 2 || from.length !== to.length) {
    return err({ code: 'too-few-points', message: `${from.length} control points; two are needed` });
  }
  const [fromE, fromN] = middle(from);
  const [toE, toN] = middle(to);
  let [square, along, across] = [0, 0, 0];
  from.forEach(([e, n], index) => {
    const [e1 = NaN, n1 = NaN] = to[index] ?? [];
    const [x, y, x1, y1] = [e - fromE, n - fromN, e1 - toE, n1 - toN];
    square += x * x + y * y;
    along += x * x1 + y * y1;
    across += x * y1 - y * x1;
  });
  if (!(square > 1)) {
    return err({ code: 'points-coincide', message: 'all control points lie within one metre' });
  }
  const [a, b] = [along / square, across / square];
  const similarity = {
    eastM: toE - a * fromE + b * fromN,
    northM: toN - b * fromE - a * fromN,
    rotationArcsec: Math.atan2(b, a) / RAD_PER_ARCSEC,
    scalePpm: (Math.hypot(a, b) - 1) * 1e6,
  };
  // about the middle, where no digits are lost
  const residualsM = from.map(([e, n], index): PlanePoint => {
    const [e1 = NaN, n1 = NaN] = to[index] ?? [];
    const [x, y] = [e - fromE, n - fromN];
    return [toE + a * x - b * y - e1, toN + b * x + a * y - n1];
  });
  const sum = residualsM.reduce((total, [v, w]) => total + v * v + w * w, 0);
  const over = 2 * from.length - 4;
  return ok({ similarity, residualsM, standardDeviationM: over > 0 ? Math.sqrt(sum / over) : null });
}
