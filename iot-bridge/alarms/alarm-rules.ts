/**
 * Which conditions hold at a cover, decided from one report and from what held before. Pure; thresholds are data.
 * Vibration alone is traffic and decides nothing. Distances in metres on the ground, water m above the chamber's bottom.
 */
import { z } from 'zod';
import type { AlarmType, Priority } from '../../contracts/alarm.ts';
import { AlarmTypeSchema, PrioritySchema } from '../../contracts/alarm.ts';
import type { CoverProperties } from '../../contracts/registers.ts';
import type { Observation } from '../protocols/jt808/profile.ts';
import type { Measured } from './alarm-state.ts';
import covers from './rules/covers.json' with { type: 'json' };

const ByPlace = z.object({
  carriageway: PrioritySchema,
  footway: PrioritySchema,
  green: PrioritySchema,
  courtyard: PrioritySchema,
});

const CoverRulesSchema = z.object({
  id: z.string(),
  version: z.int(),
  source: z.string().min(1),
  open: z.object({ onTiltDeg: z.number(), offTiltDeg: z.number() }),
  displaced: z.object({ onMovedM: z.number(), offMovedM: z.number() }),
  stolen: z.object({ onMovedM: z.number(), offMovedM: z.number() }),
  water: z.object({
    levels: z.array(z.object({ fractionOfDepth: z.number(), priority: PrioritySchema })).min(1),
    hysteresisM: z.number(),
  }),
  battery: z.object({
    levels: z.array(z.object({ percent: z.number(), priority: PrioritySchema })).min(1),
    offPercent: z.number(),
  }),
  acknowledgeWithinMinutes: z.record(PrioritySchema, z.number().positive()),
  priorities: z.object({ 'cover-open': ByPlace, 'cover-displaced': ByPlace, 'cover-stolen': ByPlace }),
});
type CoverRules = z.infer<typeof CoverRulesSchema>;

export const COVER_RULES: CoverRules = CoverRulesSchema.parse(covers);

export const COVER_ALARM_TYPES = AlarmTypeSchema.options;

/** Which conditions held before this report. */
type ActiveConditions = ReadonlySet<AlarmType>;

export type Verdict =
  | {
      readonly type: AlarmType;
      readonly active: true;
      readonly priority: Priority;
      readonly measured: Measured;
    }
  | { readonly type: AlarmType; readonly active: false; readonly measured: Measured };

/** Hysteresis: on at one limit, off at another, between them as before. Null (nothing measured) leaves it as before. */
function latched(
  value: number | null,
  before: boolean,
  isOn: (v: number) => boolean,
  isOff: (v: number) => boolean,
): boolean {
  if (value === null) return before;
  if (isOn(value)) return true;
  return isOff(value) ? false : before;
}

const present = (entries: Readonly<Record<string, number | null>>): Measured =>
  Object.fromEntries(
    Object.entries(entries).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  );

interface CoverReport {
  readonly observation: Observation;
  /** distance from the registered place, null without a fix */
  readonly movedM: number | null;
}

/** @returns one verdict per alarm type, in the order of the contract */
export function decideCover(
  rules: CoverRules,
  cover: Pick<CoverProperties, 'place' | 'chamberDepthM'>,
  before: ActiveConditions,
  report: CoverReport,
): Verdict[] {
  const { observation: seen, movedM } = report;
  const verdict = (type: AlarmType, active: boolean, priority: Priority, measured: Measured): Verdict =>
    active ? { type, active, priority, measured } : { type, active, measured };

  // Without a tilt sensor the bit decides alone; with one, either opens and both must agree that it is shut
  const tilted = latched(
    seen.tiltDeg,
    before.has('cover-open') && seen.tiltDeg !== null,
    (tilt) => tilt >= rules.open.onTiltDeg,
    (tilt) => tilt <= rules.open.offTiltDeg,
  );
  const open = seen.open || tilted;
  const beyond = (type: AlarmType, limits: { onMovedM: number; offMovedM: number }): boolean =>
    latched(
      movedM,
      before.has(type),
      (moved) => moved >= limits.onMovedM,
      (moved) => moved <= limits.offMovedM,
    );
  const displaced = seen.displaced || beyond('cover-displaced', rules.displaced);
  // Theft is a lift first and a change of place after it; a lone far fix is a bad fix
  const lifted = open || before.has('cover-open') || seen.displaced || before.has('cover-displaced');
  const stolen =
    seen.stolen || ((lifted || before.has('cover-stolen')) && beyond('cover-stolen', rules.stolen));
  const moved = present({ movedM: movedM === null ? null : Math.round(movedM), tiltDeg: seen.tiltDeg });
  return [
    verdict(
      'cover-open',
      open,
      rules.priorities['cover-open'][cover.place],
      present({ tiltDeg: seen.tiltDeg }),
    ),
    verdict('cover-displaced', displaced, rules.priorities['cover-displaced'][cover.place], moved),
    verdict('cover-stolen', stolen, rules.priorities['cover-stolen'][cover.place], moved),
    decideWater(rules, cover.chamberDepthM, before.has('water-level'), seen.waterM),
    decideBattery(rules, before.has('battery-low'), seen),
  ];
}

function decideWater(rules: CoverRules, depthM: number, before: boolean, waterM: number | null): Verdict {
  const type = 'water-level';
  const levels = rules.water.levels.map(({ fractionOfDepth, priority }) => ({
    limitM: fractionOfDepth * depthM,
    priority,
  }));
  const lowest = Math.min(...levels.map(({ limitM }) => limitM));
  const active = latched(
    waterM,
    before,
    (level) => level >= lowest,
    (level) => level < lowest - rules.water.hysteresisM,
  );
  const measured = present({ waterM });
  if (!active) return { type, active, measured };
  const reached = levels.filter(({ limitM }) => waterM !== null && waterM >= limitM).at(-1) ?? levels[0];
  return { type, active, priority: reached?.priority ?? 'high', measured };
}

function decideBattery(rules: CoverRules, before: boolean, seen: Observation): Verdict {
  const type = 'battery-low';
  const percent = seen.batteryPercent;
  const limits = rules.battery.levels.map((level) => level.percent);
  const low = latched(
    percent,
    before && percent !== null,
    (value) => value <= Math.max(...limits),
    (value) => value >= rules.battery.offPercent,
  );
  const active = seen.batteryLow || low;
  const measured = present({ batteryPercent: percent });
  if (!active) return { type, active, measured };
  const reached = rules.battery.levels.filter((level) => percent !== null && percent <= level.percent).at(-1);
  return { type, active, priority: reached?.priority ?? 'low', measured };
}
