import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Alarm, Priority } from '../../contracts/alarm.ts';
import { AlarmSchema } from '../../contracts/alarm.ts';
import type { AlarmEvent } from './alarm-state.ts';
import { stepAlarm } from './alarm-state.ts';
import { occurrenceId } from './occurrence-id.ts';

const position = { crs: 'cgcs2000', longitudeDeg: 121.553, latitudeDeg: 29.879 } as const;
const place = {
  deviceId: 'cover-001',
  deviceKind: 'cover',
  type: 'cover-open',
  position,
  area: 'waitan',
  department: 'drainage-company',
} as const;

const seen = (atUtcMs: number, tiltDeg: number) => ({
  measured: { tiltDeg },
  reportedPosition: null,
  eventAtUtcMs: atUtcMs,
  receivedAtUtcMs: atUtcMs,
});
const rise = (atUtcMs: number, priority: Priority = 'high', tiltDeg = 40): AlarmEvent => ({
  kind: 'condition-true',
  newId: occurrenceId(atUtcMs, atUtcMs, 0),
  place,
  priority,
  acknowledgeWithinMs: { critical: 10, high: 100, medium: 1000, low: 10_000 }[priority],
  ...seen(atUtcMs, tiltDeg),
});
const fall = (atUtcMs: number): AlarmEvent => ({ kind: 'condition-false', ...seen(atUtcMs, 1) });
const acknowledge = (expectedVersion: number): AlarmEvent => ({
  kind: 'acknowledge',
  expectedVersion,
  by: 'zhang',
  note: '',
  atUtcMs: 9,
});

/** Letters of ISA-18.2. */
const letter = (state: Alarm | null): string =>
  state === null
    ? 'A'
    : state.condition === 'active'
      ? state.acknowledgement === 'acknowledged'
        ? 'C'
        : 'B'
      : 'D';

function run(events: readonly AlarmEvent[]): string {
  let state: Alarm | null = null;
  let letters = 'A';
  for (const event of events) {
    state = stepAlarm(state, event).state;
    letters += letter(state);
  }
  return letters;
}

describe('alarm state', () => {
  test.each([
    ['ABCA', [rise(1), acknowledge(1), fall(2)]],
    ['ABDA', [rise(1), fall(2), acknowledge(2)]],
    ['ABDB', [rise(1), fall(2), rise(3)]],
    ['ABCB', [rise(1), acknowledge(1), rise(2, 'critical')]],
    ['ABCC', [rise(1), acknowledge(1), rise(2, 'low')]],
    ['ABB', [rise(1), acknowledge(7)]],
    ['AA', [fall(1)]],
    ['AA', [acknowledge(1)]],
  ] as [string, AlarmEvent[]][])('reference: ISA-18.2 %s', (letters, events) => {
    expect(run(events)).toBe(letters);
  });

  test('reference: a return in D is the same occurrence again, counted', () => {
    const first = stepAlarm(null, rise(1)).state;
    const again = stepAlarm(stepAlarm(first, fall(2)).state, rise(3)).state;
    expect(again).toMatchObject({
      id: first?.id,
      reactivations: 1,
      version: 3,
      acknowledgement: 'unacknowledged',
    });
  });

  test.each([
    ['version-conflict', stepAlarm(null, rise(1)).state, 5],
    ['already-acknowledged', stepAlarm(stepAlarm(null, rise(1)).state, acknowledge(1)).state, 2],
    ['alarm-closed', null, 1],
  ] as [string, Alarm | null, number][])('errors: %s', (code, state, expectedVersion) => {
    const step = stepAlarm(state, acknowledge(expectedVersion));
    expect(step.effects[0]).toMatchObject({ kind: 'refuse', code });
    expect(step.state).toEqual(state);
  });

  test('property: random sequences stay in A to D, lawful by the contract, one effect at most, versions by one', () => {
    const event = fc.oneof(
      fc.record({
        kind: fc.constant('rise'),
        priority: fc.constantFrom<Priority>('low', 'medium', 'high', 'critical'),
        tilt: fc.integer({ min: 0, max: 90 }),
      }),
      fc.record({ kind: fc.constant('fall') }),
      fc.record({ kind: fc.constant('ack'), behind: fc.integer({ min: 0, max: 2 }) }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let state: Alarm | null = null;
        events.forEach((each, at) => {
          const version: number = state?.version ?? 0;
          const step = stepAlarm(
            state,
            'priority' in each
              ? rise(at + 1, each.priority, each.tilt)
              : 'behind' in each
                ? acknowledge(version - each.behind)
                : fall(at + 1),
          );
          expect(step.effects.length).toBeLessThanOrEqual(1);
          const effect = step.effects[0];
          if (effect === undefined || effect.kind === 'refuse') expect(step.state).toEqual(state);
          else {
            expect(AlarmSchema.safeParse(effect.alarm).success).toBe(true);
            expect(effect.alarm.version).toBe(version + 1);
            expect(effect.kind === 'close').toBe(step.state === null);
          }
          if (step.state !== null) {
            expect(step.state.condition === 'inactive' && step.state.acknowledgement === 'acknowledged').toBe(
              false,
            );
          }
          state = step.state;
        });
      }),
    );
  });

  test('property: ids of later records sort after, and differ within a record', () => {
    expect(occurrenceId(1_700_000_000_000, 5, 0)).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
    expect(occurrenceId(1_700_000_000_000, 5, 0) < occurrenceId(1_700_000_000_000, 6, 0)).toBe(true);
    expect(occurrenceId(1_700_000_000_000, 5, 0) < occurrenceId(1_700_000_000_001, 4, 0)).toBe(true);
    expect(occurrenceId(1, 5, 0)).not.toBe(occurrenceId(1, 5, 1));
  });
});

describe('time to answer', () => {
  const after = (...events: readonly AlarmEvent[]): Alarm | null =>
    events.reduce<Alarm | null>((state, event) => stepAlarm(state, event).state, null);

  test('property: a device whose clock is years off gets the time of its arrival', () => {
    expect(after({ ...rise(50), eventAtUtcMs: -1e12 } as AlarmEvent)?.acknowledgeByUtcMs).toBe(150);
  });

  test('golden: more of the same, and a return that nobody has seen, leave the deadline', () => {
    expect(after(rise(50), rise(70, 'high', 60))?.acknowledgeByUtcMs).toBe(150);
    expect(after(rise(50), fall(60), rise(90))?.acknowledgeByUtcMs).toBe(150);
  });

  test('golden: a higher priority brings it nearer, never further', () => {
    expect(after(rise(50), rise(60, 'critical'))?.acknowledgeByUtcMs).toBe(70);
    expect(after(rise(50), rise(149, 'critical'))?.acknowledgeByUtcMs).toBe(150);
  });

  test('golden: after an answer, a higher priority starts its own time', () => {
    expect(after(rise(50), acknowledge(1), rise(500, 'critical'))?.acknowledgeByUtcMs).toBe(510);
  });
});
