/**
 * Line of sight between two absolute points over a height field.
 * The profile is sampled at every crossing of the line with the grid lines through cell centres, both families, linear
 * between the two neighbours; the ends themselves are not samples. No data neither blocks nor clears.
 * Frames: metres E, N of the field's CRS, heights m in its datum. Uses + − × ÷ and sqrt only: engines agree bit for bit.
 */
import type { Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import { curvatureDropM } from '../scene/earth-curvature.ts';
import type { HeightField, ScenePoint } from '../scene/height-field.ts';
import { columnOf, covers, heightOnColumnM, heightOnRowM, rowOf } from '../scene/height-field.ts';

interface Obstruction {
  /** horizontal, from the observer to the first blocked sample of this stretch */
  readonly distanceM: number;
  /** on the surface, where the sight first meets it */
  readonly point: ScenePoint;
  /** horizontal, to the last blocked sample of this stretch */
  readonly endDistanceM: number;
  /** how much the worst sample of this stretch stands above the line: what would have to be cut */
  readonly cutM: number;
}

export interface LineOfSight {
  readonly visible: boolean;
  /** least height of the line above the surface; negative when blocked; null when the line meets no data at all */
  readonly clearanceM: number | null;
  readonly obstructions: readonly Obstruction[];
  /** absolute height at which a target at this place just comes into sight; null when nothing stands between */
  readonly targetHeightToSeeM: number | null;
}

export interface LineOfSightError {
  readonly code: 'outside-field' | 'same-point' | 'not-finite';
  readonly point: 'observer' | 'target';
  readonly message: string;
}

/** One crossing: fraction of the way to the target, and the surface there. */
type Visit = (fraction: number, surfaceM: number) => void;

/** Grid lines of one family strictly between the ends, in the order in which the line meets them. */
class Crossings {
  readonly #from: number;
  readonly #span: number;
  readonly #step: number;
  readonly #end: number;
  #line: number;

  constructor(from: number, to: number) {
    this.#from = from;
    this.#span = to - from;
    this.#step = to > from ? 1 : -1;
    this.#line = to > from ? Math.floor(from) + 1 : Math.ceil(from) - 1;
    this.#end = to > from ? Math.ceil(to) : Math.floor(to);
  }

  get line(): number {
    return this.#line;
  }

  /** Fraction of the way, Infinity when none is left. */
  get fraction(): number {
    const isLeft = this.#span !== 0 && (this.#end - this.#line) * this.#step > 0;
    return isLeft ? (this.#line - this.#from) / this.#span : Number.POSITIVE_INFINITY;
  }

  advance(): void {
    this.#line += this.#step;
  }
}

function visitProfile(field: HeightField, observer: ScenePoint, target: ScenePoint, visit: Visit): void {
  const column0 = columnOf(field, observer.eastingM);
  const row0 = rowOf(field, observer.northingM);
  const columnSpan = columnOf(field, target.eastingM) - column0;
  const rowSpan = rowOf(field, target.northingM) - row0;
  const columns = new Crossings(column0, column0 + columnSpan);
  const rows = new Crossings(row0, row0 + rowSpan);
  for (;;) {
    const atColumn = columns.fraction;
    const atRow = rows.fraction;
    if (atColumn <= atRow) {
      if (atColumn === Number.POSITIVE_INFINITY) return;
      visit(atColumn, heightOnColumnM(field, row0 + rowSpan * atColumn, columns.line));
      columns.advance();
    } else {
      visit(atRow, heightOnRowM(field, rows.line, column0 + columnSpan * atRow));
      rows.advance();
    }
  }
}

function faultOf(field: HeightField, observer: ScenePoint, target: ScenePoint): LineOfSightError | null {
  const ends = [
    ['observer', observer],
    ['target', target],
  ] as const;
  for (const [point, { eastingM, northingM, heightM }] of ends) {
    const place = `${point} ${eastingM}, ${northingM}, ${heightM}`;
    if (![eastingM, northingM, heightM].every(Number.isFinite))
      return { code: 'not-finite', point, message: `${place} is not three numbers` };
    if (!covers(field, eastingM, northingM))
      return {
        code: 'outside-field',
        point,
        message: `${place} lies outside the cell centres of the surface`,
      };
  }
  if (observer.eastingM === target.eastingM && observer.northingM === target.northingM)
    return { code: 'same-point', point: 'target', message: 'observer and target stand at the same place' };
  return null;
}

/**
 * @param curvatureCoefficient cc of `curvatureDropM`; the same result comes when the ends are exchanged
 * Errors: `outside-field`, `same-point`, `not-finite`, each naming the end.
 */
export function lineOfSight(
  field: HeightField,
  observer: ScenePoint,
  target: ScenePoint,
  curvatureCoefficient: number,
): Result<LineOfSight, LineOfSightError> {
  const fault = faultOf(field, observer, target);
  if (fault !== null) return err(fault);
  const eastM = target.eastingM - observer.eastingM;
  const northM = target.northingM - observer.northingM;
  const rangeM = Math.sqrt(eastM * eastM + northM * northM);
  const riseM = target.heightM - observer.heightM;
  const targetDropM = curvatureDropM(rangeM, curvatureCoefficient);
  let clearanceM: number | null = null;
  let targetHeightToSeeM: number | null = null;
  const obstructions: Obstruction[] = [];
  let current: Obstruction | null = null;

  visitProfile(field, observer, target, (fraction, surfaceM) => {
    if (Number.isNaN(surfaceM)) return;
    const distanceM = fraction * rangeM;
    // Seen from the plane at the observer the surface drops by cc·d²/2R and the target by cc·D²/2R: the line runs
    // cc·d(D − d)/2R below the straight connection of the heights.
    const sagM = fraction * targetDropM - curvatureDropM(distanceM, curvatureCoefficient);
    const clearM = observer.heightM + fraction * riseM - sagM - surfaceM;
    if (clearanceM === null || clearM < clearanceM) clearanceM = clearM;
    const neededM = observer.heightM + (surfaceM + sagM - observer.heightM) / fraction;
    if (targetHeightToSeeM === null || neededM > targetHeightToSeeM) targetHeightToSeeM = neededM;
    if (clearM >= 0) {
      if (current !== null) obstructions.push(current);
      current = null;
    } else if (current === null) {
      const eastingM = observer.eastingM + fraction * eastM;
      const northingM = observer.northingM + fraction * northM;
      const point = { eastingM, northingM, heightM: surfaceM };
      current = { distanceM, point, endDistanceM: distanceM, cutM: -clearM };
    } else {
      current = { ...current, endDistanceM: distanceM, cutM: Math.max(current.cutM, -clearM) };
    }
  });
  if (current !== null) obstructions.push(current);
  return ok({ visible: obstructions.length === 0, clearanceM, obstructions, targetHeightToSeeM });
}
