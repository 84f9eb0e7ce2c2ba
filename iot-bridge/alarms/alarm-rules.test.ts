import { describe, expect, test } from 'vitest';
import type { AlarmType } from '../../contracts/alarm.ts';
import type { Observation } from '../protocols/jt808/profile.ts';
import { COVER_RULES, decideCover } from './alarm-rules.ts';

const cover = { place: 'carriageway', chamberDepthM: 2 } as const;
const rest: Observation = {
  open: false,
  displaced: false,
  stolen: false,
  batteryLow: false,
  tiltDeg: 1,
  waterM: 0.2,
  batteryPercent: 80,
  signalDbm: -85,
  satellites: 12,
};

function active(seen: Partial<Observation>, movedM: number | null = 3, before: AlarmType[] = []): string[] {
  return decideCover(COVER_RULES, cover, new Set(before), { observation: { ...rest, ...seen }, movedM })
    .filter((verdict) => verdict.active)
    .map((verdict) => `${verdict.type} ${verdict.active ? verdict.priority : ''}`);
}

describe('reference: rules of covers, at their limits', () => {
  test.each([
    ['rest', {}, 3, [], []],
    ['tilt at the limit opens', { tiltDeg: 20 }, 3, [], ['cover-open critical']],
    ['tilt below it does not', { tiltDeg: 19.9 }, 3, [], []],
    ['between the limits it stays open', { tiltDeg: 15 }, 3, ['cover-open'], ['cover-open critical']],
    ['below the lower limit it closes', { tiltDeg: 10 }, 3, ['cover-open'], []],
    ['a lone far fix is no theft', {}, 500, [], ['cover-displaced high']],
    [
      'open and far is a theft',
      { open: true },
      100,
      [],
      ['cover-open critical', 'cover-displaced high', 'cover-stolen critical'],
    ],
    ['without a fix a theft stays', {}, null, ['cover-stolen'], ['cover-stolen critical']],
    ['back in place it ends', {}, 5, ['cover-stolen', 'cover-displaced'], []],
    ['water at 60 %', { waterM: 1.2 }, 3, [], ['water-level high']],
    ['water at 85 %', { waterM: 1.7 }, 3, [], ['water-level critical']],
    ['5 cm below it still stands', { waterM: 1.15 }, 3, ['water-level'], ['water-level high']],
    ['more than 5 cm below it has gone', { waterM: 1.149 }, 3, ['water-level'], []],
    ['nothing measured changes nothing', { waterM: null }, 3, ['water-level'], ['water-level high']],
    ['battery at 20 %', { batteryPercent: 20 }, 3, [], ['battery-low low']],
    ['battery at 10 %', { batteryPercent: 10 }, 3, [], ['battery-low medium']],
    ['battery bit alone', { batteryLow: true, batteryPercent: null }, 3, [], ['battery-low low']],
  ] as [string, Partial<Observation>, number | null, AlarmType[], string[]][])(
    'reference: %s',
    (_name, seen, movedM, before, expected) => {
      expect(active(seen, movedM, before)).toEqual(expected);
    },
  );
});
