/**
 * The surface under the line and the line above it. Hover links both ways: a point of the profile is marked in the scene,
 * and the pointer over the scene marks its foot on the profile. The line is drawn straight between the heights: its sag
 * by curvature (2 cm at 1 km) is below a pixel; the answer contains it.
 */
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { districtGrid } from '../../../../geodesy/district-grid.ts';
import { globe, onGlobe } from '../../../ui/globe-link.ts';
import { useDistrict } from '../../../ui/use-store.ts';
import type { Span } from './profile-scale.ts';
import { heightSpan, ticksOf } from './profile-scale.ts';
import type { SightResult } from './sight-run.ts';
import { placeAlong } from './sight-run.ts';
import { toPlaceM } from './sight.store.ts';

const HEIGHT_PX = 168;
const LEFT_PX = 46;
const RIGHT_PX = 14;
const TOP_PX = 10;
const BOTTOM_PX = 26;
/** Of the pointer on the map from the line, to count as on it. */
const NEAR_LINE_M = 8;

interface Scales {
  readonly x: (distanceM: number) => number;
  readonly y: (heightM: number) => number;
  readonly span: Span;
}

function scalesOf(result: SightResult, widthPx: number): Scales {
  const known = result.profile.surfaceM.filter((each) => each !== null);
  const span = heightSpan([...known, result.observer.heightM, result.target.heightM]);
  const plotPx = Math.max(1, widthPx - LEFT_PX - RIGHT_PX);
  const scale = (HEIGHT_PX - TOP_PX - BOTTOM_PX) / (span.to - span.from);
  return {
    x: (distanceM) => LEFT_PX + (distanceM / result.rangeM) * plotPx,
    y: (heightM) => HEIGHT_PX - BOTTOM_PX - (heightM - span.from) * scale,
    span,
  };
}

/** One filled area per stretch with data. */
function areasOf(result: SightResult, { x, y, span }: Scales): string[] {
  const { surfaceM, stepM } = result.profile;
  const stretches: [number, number][][] = [[]];
  surfaceM.forEach((heightM, index) => {
    if (heightM === null) stretches.push([]);
    else stretches.at(-1)?.push([x(index * stepM), y(heightM)]);
  });
  const floor = y(span.from);
  return stretches.flatMap((points) => {
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined) return [];
    const top = points.map(([px, py]) => `L${px.toFixed(1)} ${py.toFixed(1)}`).join('');
    return [`M${first[0].toFixed(1)} ${floor}${top}L${last[0].toFixed(1)} ${floor}Z`];
  });
}

function useWidth(): [React.RefObject<HTMLDivElement | null>, number] {
  const box = useRef<HTMLDivElement>(null);
  const [widthPx, setWidthPx] = useState(0);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidthPx(entry?.contentRect.width ?? 0));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [box, widthPx];
}

/** The part of the way under the pointer on the map. */
function useMapPointer(result: SightResult, onPart: (part: number | null) => void): void {
  const district = useDistrict();
  useEffect(() => {
    const grid = districtGrid(district.grid);
    const { observer, target, rangeM } = result;
    const [east, north] = [target.eastingM - observer.eastingM, target.northingM - observer.northingM];
    let stopCursor = (): void => undefined;
    const stopGlobe = onGlobe((handle) => {
      stopCursor();
      stopCursor =
        handle?.subscribeCursor((place) => {
          if (place === null) return onPart(null);
          const [eastingM, northingM] = grid.forward(place.longitudeDeg, place.latitudeDeg);
          const [de, dn] = [eastingM - observer.eastingM, northingM - observer.northingM];
          const part = (de * east + dn * north) / (rangeM * rangeM);
          const asideM = Math.abs(de * north - dn * east) / rangeM;
          onPart(part >= 0 && part <= 1 && asideM < NEAR_LINE_M ? part : null);
        }) ?? ((): void => undefined);
    });
    return () => {
      stopCursor();
      stopGlobe();
    };
  }, [district, result, onPart]);
}

function Axes({ result, scales, widthPx }: { result: SightResult; scales: Scales; widthPx: number }) {
  const { x, y, span } = scales;
  return (
    <g className="profile-axes">
      {ticksOf(span.from, span.to, 4).map((heightM) => (
        <g key={heightM}>
          <line x1={LEFT_PX} x2={widthPx - RIGHT_PX} y1={y(heightM)} y2={y(heightM)} />
          <text x={LEFT_PX - 6} y={y(heightM) + 4} textAnchor="end">
            {String(heightM).replace('-', '−')}
          </text>
        </g>
      ))}
      {ticksOf(0, result.rangeM, Math.max(2, widthPx / 140)).map((distanceM) => (
        <text key={distanceM} x={x(distanceM)} y={HEIGHT_PX - 8} textAnchor="middle">
          {distanceM === 0 ? '0 m' : distanceM}
        </text>
      ))}
    </g>
  );
}

function Lines({ result, scales }: { result: SightResult; scales: Scales }) {
  const { x, y } = scales;
  const { observer, target, rangeM, sight } = result;
  const turn = sight.obstructions[0]?.distanceM ?? rangeM;
  const at = (distanceM: number): [number, number] => [
    x(distanceM),
    y(placeAlong(result, distanceM / rangeM).heightM),
  ];
  const [turnX, turnY] = at(turn);
  return (
    <>
      <line className="profile-visible" x1={x(0)} y1={y(observer.heightM)} x2={turnX} y2={turnY} />
      {turn < rangeM ? (
        <line className="profile-hidden" x1={turnX} y1={turnY} x2={x(rangeM)} y2={y(target.heightM)} />
      ) : null}
      {sight.obstructions.map(({ distanceM, point }, index) => (
        <g key={distanceM} className="profile-obstruction">
          <circle cx={x(distanceM)} cy={y(point.heightM)} r={4} />
          {index < 6 ? (
            <text x={x(distanceM)} y={y(point.heightM) - 8} textAnchor="middle">
              {index + 1}
            </text>
          ) : null}
        </g>
      ))}
      <circle className="profile-end" cx={x(0)} cy={y(observer.heightM)} r={4.5} />
      <circle
        className="profile-end"
        data-hidden={turn < rangeM}
        cx={x(rangeM)}
        cy={y(target.heightM)}
        r={4.5}
      />
    </>
  );
}

export function SightProfileChart({ result }: { result: SightResult }) {
  const { t } = useTranslation();
  const district = useDistrict();
  const [box, widthPx] = useWidth();
  const [part, setPart] = useState<number | null>(null);
  const scales = useMemo(() => scalesOf(result, widthPx), [result, widthPx]);
  const areas = useMemo(() => areasOf(result, scales), [result, scales]);
  const toPlace = useMemo(() => toPlaceM(district), [district]);
  useMapPointer(result, setPart);
  useEffect(() => () => globe()?.markPlace(null), [result]);
  const { profile, rangeM } = result;
  const indexAt = (each: number): number => Math.round(each * (profile.surfaceM.length - 1));
  const show = (next: number | null): void => {
    setPart(next);
    globe()?.markPlace(next === null ? null : toPlace(placeAlong(result, next)));
  };
  const onPointerMove = (event: PointerEvent): void => {
    const { left } = event.currentTarget.getBoundingClientRect();
    const next = (event.clientX - left - LEFT_PX) / Math.max(1, widthPx - LEFT_PX - RIGHT_PX);
    show(Math.min(1, Math.max(0, next)));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const last = profile.surfaceM.length - 1;
    const index = part === null ? 0 : indexAt(part) + step * (event.shiftKey ? 10 : 1);
    show(Math.min(last, Math.max(0, index)) / last);
  };
  const surfaceM = part === null ? null : (profile.surfaceM[indexAt(part)] ?? null);
  const lineM = part === null ? null : placeAlong(result, part).heightM;
  const text = (value: number | null): string => (value === null ? '–' : value.toFixed(1).replace('-', '−'));
  return (
    <div className="profile" ref={box}>
      {widthPx === 0 ? null : (
        <svg
          width={widthPx}
          height={HEIGHT_PX}
          role="img"
          tabIndex={0}
          aria-label={t('planning.sight.profileLabel', { range: rangeM.toFixed(0) })}
          onPointerMove={onPointerMove}
          onPointerLeave={() => show(null)}
          onKeyDown={onKeyDown}
          onBlur={() => show(null)}
        >
          <Axes result={result} scales={scales} widthPx={widthPx} />
          {areas.map((path) => (
            <path key={path} className="profile-surface" d={path} />
          ))}
          <Lines result={result} scales={scales} />
          {part === null || lineM === null ? null : (
            <g className="profile-here">
              <line
                x1={scales.x(part * rangeM)}
                x2={scales.x(part * rangeM)}
                y1={TOP_PX}
                y2={HEIGHT_PX - BOTTOM_PX}
              />
              <circle cx={scales.x(part * rangeM)} cy={scales.y(lineM)} r={4} />
            </g>
          )}
        </svg>
      )}
      <p className="profile-readout numbers" aria-live="polite">
        {part === null
          ? t('planning.sight.profileHint')
          : t('planning.sight.profileHere', {
              distance: text(part * rangeM),
              surface: text(surfaceM),
              line: text(lineM),
            })}
      </p>
    </div>
  );
}
