/**
 * The life of one alarm, kept per device and type, pure. Two regions as in OPC UA Part 9: condition and acknowledgement.
 *   A  normal (null)          B  active, unacknowledged      C  active, acknowledged
 *   D  inactive, unacknowledged; inactive and acknowledged is closed, which is A again.
 * An acknowledgement never ends the condition; a return to normal never erases that nobody has looked yet.
 * Source: OPC 10000-9, ISA-18.2 states A to D.
 */
import type { Alarm, AlarmType, Priority } from '../../contracts/alarm.ts';

export type Measured = Readonly<Record<string, number>>;

/** What stays the same through an occurrence. */
export interface AlarmPlace {
  readonly deviceId: string;
  readonly deviceKind: Alarm['deviceKind'];
  readonly type: AlarmType;
  readonly position: Alarm['position'];
  readonly area: string;
  readonly department: string;
}

interface Seen {
  readonly measured: Measured;
  readonly reportedPosition: Alarm['reportedPosition'];
  readonly eventAtUtcMs: number;
  readonly receivedAtUtcMs: number;
}

export type AlarmEvent =
  | (Seen & {
      readonly kind: 'condition-true';
      /** id of the occurrence if this event begins one */
      readonly newId: string;
      readonly place: AlarmPlace;
      readonly priority: Priority;
      /** time that the rule allows for an acknowledgement at this priority */
      readonly acknowledgeWithinMs: number;
    })
  | (Seen & { readonly kind: 'condition-false' })
  | {
      readonly kind: 'acknowledge';
      readonly expectedVersion: number;
      readonly by: string;
      readonly note: string;
      readonly atUtcMs: number;
    };

export type AlarmEffect =
  | { readonly kind: 'publish'; readonly alarm: Alarm }
  | { readonly kind: 'close'; readonly alarm: Alarm }
  | {
      readonly kind: 'refuse';
      readonly code: 'version-conflict' | 'already-acknowledged' | 'alarm-closed';
      readonly message: string;
    };

interface AlarmStep {
  readonly state: Alarm | null;
  readonly effects: readonly AlarmEffect[];
}

const RANK: Readonly<Record<Priority, number>> = { low: 0, medium: 1, high: 2, critical: 3 };

/** Smaller changes of what is measured are noise and not worth a new version. */
const NOTABLE = { tiltDeg: 2, waterM: 0.01, movedM: 5, batteryPercent: 1 } as const;

function notable(before: Measured, now: Measured): boolean {
  const keys = new Set([...Object.keys(before), ...Object.keys(now)]);
  for (const key of keys) {
    const was = before[key];
    const is = now[key];
    if (was === undefined || is === undefined) return true;
    const step = Object.entries(NOTABLE).find(([name]) => name === key)?.[1] ?? 0;
    if (was !== is && Math.abs(was - is) >= step) return true;
  }
  return false;
}

/** Counted from arrival: the clock of a device can be wrong by years. */
const deadlineOf = (event: Extract<AlarmEvent, { kind: 'condition-true' }>): number =>
  event.receivedAtUtcMs + event.acknowledgeWithinMs;

function begin(event: Extract<AlarmEvent, { kind: 'condition-true' }>): Alarm {
  return {
    v: 1,
    id: event.newId,
    ...event.place,
    priority: event.priority,
    condition: 'active',
    acknowledgement: 'unacknowledged',
    raisedAtUtcMs: event.eventAtUtcMs,
    receivedAtUtcMs: event.receivedAtUtcMs,
    acknowledgeByUtcMs: deadlineOf(event),
    changedAtUtcMs: event.receivedAtUtcMs,
    reactivations: 0,
    acknowledgedBy: null,
    acknowledgedAtUtcMs: null,
    note: null,
    reportedPosition: event.reportedPosition,
    measured: { ...event.measured },
    version: 1,
  };
}

const publish = (alarm: Alarm): AlarmStep => ({ state: alarm, effects: [{ kind: 'publish', alarm }] });
const close = (alarm: Alarm): AlarmStep => ({ state: null, effects: [{ kind: 'close', alarm }] });

const seen = (alarm: Alarm, event: Seen): Alarm => ({
  ...alarm,
  measured: { ...event.measured },
  reportedPosition: event.reportedPosition,
  changedAtUtcMs: event.receivedAtUtcMs,
  version: alarm.version + 1,
});

function onTrue(alarm: Alarm, event: Extract<AlarmEvent, { kind: 'condition-true' }>): AlarmStep {
  const risen = RANK[event.priority] > RANK[alarm.priority];
  // The highest priority of the occurrence stays: a fall is no news to act on
  const priority = risen ? event.priority : alarm.priority;
  // Who had time left keeps no more than that; who had answered gets the time of the new priority
  const answered = alarm.acknowledgement === 'acknowledged';
  const nearer = answered ? deadlineOf(event) : Math.min(alarm.acknowledgeByUtcMs, deadlineOf(event));
  const acknowledgeByUtcMs = risen ? nearer : alarm.acknowledgeByUtcMs;
  if (alarm.condition === 'inactive') {
    // D to B: the same occurrence again
    const reactivations = alarm.reactivations + 1;
    return publish({
      ...seen(alarm, event),
      condition: 'active',
      priority,
      acknowledgeByUtcMs,
      reactivations,
    });
  }
  if (risen) {
    // B stays B; C becomes B, since a rise in severity must be seen anew
    return publish({ ...seen(alarm, event), priority, acknowledgeByUtcMs, ...UNACKNOWLEDGED });
  }
  if (notable(alarm.measured, event.measured)) return publish(seen(alarm, event));
  return { state: alarm, effects: [] };
}

const UNACKNOWLEDGED = {
  acknowledgement: 'unacknowledged',
  acknowledgedBy: null,
  acknowledgedAtUtcMs: null,
  note: null,
} as const;

function onAcknowledge(alarm: Alarm | null, event: Extract<AlarmEvent, { kind: 'acknowledge' }>): AlarmStep {
  if (alarm === null) {
    const message = 'the alarm is closed';
    return { state: null, effects: [{ kind: 'refuse', code: 'alarm-closed', message }] };
  }
  if (event.expectedVersion !== alarm.version) {
    const message = `expectedVersion is ${event.expectedVersion}, the alarm has version ${alarm.version}`;
    return { state: alarm, effects: [{ kind: 'refuse', code: 'version-conflict', message }] };
  }
  if (alarm.acknowledgement === 'acknowledged') {
    const message = `acknowledged by ${alarm.acknowledgedBy}`;
    return { state: alarm, effects: [{ kind: 'refuse', code: 'already-acknowledged', message }] };
  }
  const acknowledged: Alarm = {
    ...alarm,
    acknowledgement: 'acknowledged',
    acknowledgedBy: event.by,
    acknowledgedAtUtcMs: event.atUtcMs,
    note: event.note === '' ? null : event.note,
    changedAtUtcMs: event.atUtcMs,
    version: alarm.version + 1,
  };
  // B to C stays on the list, D to A closes
  return alarm.condition === 'active' ? publish(acknowledged) : close(acknowledged);
}

/** At most one effect; none when nothing changed that anybody should hear of. */
export function stepAlarm(state: Alarm | null, event: AlarmEvent): AlarmStep {
  switch (event.kind) {
    case 'condition-true':
      return state === null ? publish(begin(event)) : onTrue(state, event);
    case 'condition-false': {
      if (state === null || state.condition === 'inactive') return { state, effects: [] };
      const inactive: Alarm = { ...seen(state, event), condition: 'inactive' };
      return state.acknowledgement === 'acknowledged' ? close(inactive) : publish(inactive);
    }
    case 'acknowledge':
      return onAcknowledge(state, event);
  }
}
