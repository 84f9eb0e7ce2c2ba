/**
 * The projection of the journal: terminals, device states, alarms. It changes only by `apply`, in the order of the
 * journal, and never reads a clock, so that a rebuild from the journal ends in the same state, ids and versions.
 */
import type { Alarm, AlarmType, DeviceState } from '../contracts/alarm.ts';
import { convertChinese } from '../geodesy/chinese-offsets.ts';
import { COVER_ALARM_TYPES, COVER_RULES, decideCover } from './alarms/alarm-rules.ts';
import type { Verdict } from './alarms/alarm-rules.ts';
import type { AlarmEffect, AlarmPlace } from './alarms/alarm-state.ts';
import { stepAlarm } from './alarms/alarm-state.ts';
import { occurrenceId } from './alarms/occurrence-id.ts';
import { distanceM } from './distance.ts';
import type { JournalPosition, JournalRecord } from './journal.ts';
import type { JournalEntry } from './journal-entry.ts';
import { decodeFrame } from './protocols/jt808/frame.ts';
import { decodeMessage } from './protocols/jt808/decode-message.ts';
import type { Location } from './protocols/jt808/messages/location.ts';
import { observe } from './protocols/jt808/profile.ts';
import { Reassembler } from './protocols/jt808/reassemble.ts';
import type { Cover, Registers } from './registers.ts';

const MINUTE_MS = 60_000;

/** Codes that stay valid per terminal: a terminal that lost the answer may register again without locking itself out. */
const CODES_KEPT = 8;
const FRAMES_KEPT = 100;
/** History that is answered, 20 MB at most; the journal holds all. */
const CLOSED_KEPT = 20_000;
/** A fix further ahead of the clock than this is a wrong clock of the terminal. */
const CLOCK_AHEAD_MS = 10 * 60_000;

interface Terminal {
  readonly cover: Cover;
  /** maker/model/terminal id of the first registration, null before it */
  bound: string | null;
  /** last accepted registration, hex as received */
  registration: string | null;
  authCodes: string[];
  readonly reassembler: Reassembler;
  readonly alarms: Map<AlarmType, Alarm>;
  state: DeviceState;
  lastEventAtUtcMs: number;
  readonly frames: JournalPosition[];
}

export class DeviceBook {
  readonly #terminals = new Map<string, Terminal>();
  readonly #byDevice = new Map<string, Terminal>();
  /** open alarms, and the last closed ones, by id */
  readonly #alarms = new Map<string, { alarm: Alarm; open: boolean }>();
  readonly #closedIds: string[] = [];

  constructor(registers: Registers) {
    for (const cover of registers.covers) {
      const terminal: Terminal = {
        cover,
        bound: null,
        registration: null,
        authCodes: [],
        reassembler: new Reassembler(),
        alarms: new Map(),
        state: silentDevice(cover.id),
        lastEventAtUtcMs: Number.NEGATIVE_INFINITY,
        frames: [],
      };
      this.#terminals.set(cover.phone, terminal);
      this.#byDevice.set(cover.id, terminal);
    }
  }

  isRegistered(phone: string): boolean {
    return this.#terminals.has(phone);
  }

  /** Identity that the phone is bound to; null when unbound. */
  boundTo(phone: string): string | null {
    return this.#terminals.get(phone)?.bound ?? null;
  }

  /** The last accepted registration frame, hex; null before the first. */
  registrationOf(phone: string): string | null {
    return this.#terminals.get(phone)?.registration ?? null;
  }

  acceptsCode(phone: string, authCodeSha256: string): boolean {
    return this.#terminals.get(phone)?.authCodes.includes(authCodeSha256) ?? false;
  }

  devices(): DeviceState[] {
    return [...this.#byDevice.values()].map(({ state }) => state);
  }

  /** Places of the last frames of a device, newest last; null for an unknown device. */
  framesOf(deviceId: string): readonly JournalPosition[] | null {
    return this.#byDevice.get(deviceId)?.frames ?? null;
  }

  openAlarms(): Alarm[] {
    return [...this.#alarms.values()].filter(({ open }) => open).map(({ alarm }) => alarm);
  }

  /** Open and closed, for the history. */
  knownAlarms(): Iterable<{ readonly alarm: Alarm; readonly open: boolean }> {
    return this.#alarms.values();
  }

  alarm(id: string): { readonly alarm: Alarm; readonly open: boolean } | null {
    return this.#alarms.get(id) ?? null;
  }

  /** Sub-packages that a terminal still owes. */
  missingParts(phone: string, nowUtcMs: number, quietMs: number): ReturnType<Reassembler['missing']> {
    return this.#terminals.get(phone)?.reassembler.missing(nowUtcMs, quietMs) ?? [];
  }

  /** What the entry changes, for the outside to hear of. */
  apply(entry: JournalEntry, record: JournalRecord): AlarmEffect[] {
    switch (entry.kind) {
      case 'acknowledge':
        return this.#acknowledge(entry);
      case 'registration': {
        const terminal = this.#terminals.get(entry.phone);
        if (terminal === undefined) return [];
        terminal.bound = entry.terminal;
        terminal.registration = entry.frame;
        terminal.authCodes = [...terminal.authCodes, entry.authCodeSha256].slice(-CODES_KEPT);
        return [];
      }
      case 'session':
        return [];
      case 'frame':
        return this.#frame(entry, record);
    }
  }

  #frame(entry: Extract<JournalEntry, { kind: 'frame' }>, record: JournalRecord): AlarmEffect[] {
    const terminal = this.#terminals.get(entry.phone);
    if (terminal === undefined) return [];
    terminal.frames.push(record.position);
    if (terminal.frames.length > FRAMES_KEPT) terminal.frames.shift();
    const frame = decodeFrame(Buffer.from(entry.frame, 'hex'));
    if (!frame.ok) return [];
    const whole = terminal.reassembler.accept(frame.value, entry.receivedAtUtcMs);
    if (whole.kind !== 'complete') return [];
    const message = decodeMessage(whole.frame);
    if (!message.ok) return [];
    const locations =
      message.value.kind === 'location'
        ? [message.value.location]
        : message.value.kind === 'location-batch'
          ? inOrder(message.value.batch.items)
          : [];
    const effects: AlarmEffect[] = [];
    let ordinal = 0;
    const nextId = (): string => occurrenceId(entry.receivedAtUtcMs, record.index, ordinal++);
    for (const location of locations) {
      effects.push(...this.#location(terminal, location, entry.receivedAtUtcMs, nextId));
    }
    return effects;
  }

  #location(
    terminal: Terminal,
    location: Location,
    receivedAtUtcMs: number,
    nextId: () => string,
  ): AlarmEffect[] {
    const fixedAtUtcMs = location.fixedAtUtcMs ?? receivedAtUtcMs;
    const eventAtUtcMs = fixedAtUtcMs > receivedAtUtcMs + CLOCK_AHEAD_MS ? receivedAtUtcMs : fixedAtUtcMs;
    // Late reports are history in the journal; they must not undo what is known since
    if (eventAtUtcMs < terminal.lastEventAtUtcMs) return [];
    terminal.lastEventAtUtcMs = eventAtUtcMs;
    const { cover } = terminal;
    const observation = observe(location, cover.profile);
    const reported = reportedPosition(location);
    terminal.state = {
      deviceId: cover.id,
      lastReportAtUtcMs: eventAtUtcMs,
      batteryPercent: observation.batteryPercent ?? terminal.state.batteryPercent,
      signalDbm: observation.signalDbm ?? terminal.state.signalDbm,
      waterM: observation.waterM ?? terminal.state.waterM,
      tiltDeg: observation.tiltDeg ?? terminal.state.tiltDeg,
      position: reported ?? terminal.state.position,
      satellites: observation.satellites ?? terminal.state.satellites,
    };
    const movedM = reported === null ? null : movedFrom(cover, reported);
    const before = new Set(
      COVER_ALARM_TYPES.filter((type) => terminal.alarms.get(type)?.condition === 'active'),
    );
    const seen = { reportedPosition: reported, eventAtUtcMs, receivedAtUtcMs };
    return decideCover(COVER_RULES, cover, before, { observation, movedM }).flatMap((verdict) =>
      this.#verdict(terminal, verdict, seen, nextId),
    );
  }

  #verdict(
    terminal: Terminal,
    verdict: Verdict,
    seen: {
      readonly reportedPosition: Alarm['reportedPosition'];
      readonly eventAtUtcMs: number;
      readonly receivedAtUtcMs: number;
    },
    nextId: () => string,
  ): AlarmEffect[] {
    const { type, measured } = verdict;
    const state = terminal.alarms.get(type) ?? null;
    if (state === null && !verdict.active) return [];
    const step = verdict.active
      ? stepAlarm(state, {
          kind: 'condition-true',
          newId: state === null ? nextId() : state.id,
          place: placeOf(terminal.cover, type),
          priority: verdict.priority,
          acknowledgeWithinMs: COVER_RULES.acknowledgeWithinMinutes[verdict.priority] * MINUTE_MS,
          measured,
          ...seen,
        })
      : stepAlarm(state, { kind: 'condition-false', measured, ...seen });
    this.#keep(terminal, type, step.state, step.effects);
    return [...step.effects];
  }

  #acknowledge(entry: Extract<JournalEntry, { kind: 'acknowledge' }>): AlarmEffect[] {
    const known = this.#alarms.get(entry.alarmId);
    const terminal = known === undefined ? undefined : this.#byDevice.get(known.alarm.deviceId);
    if (known === undefined || terminal === undefined) return [];
    const step = stepAlarm(known.open ? known.alarm : null, {
      kind: 'acknowledge',
      expectedVersion: entry.expectedVersion,
      by: entry.by,
      note: entry.note,
      atUtcMs: entry.receivedAtUtcMs,
    });
    if (known.open) this.#keep(terminal, known.alarm.type, step.state, step.effects);
    return [...step.effects];
  }

  #keep(terminal: Terminal, type: AlarmType, state: Alarm | null, effects: readonly AlarmEffect[]): void {
    if (state === null) terminal.alarms.delete(type);
    else terminal.alarms.set(type, state);
    for (const effect of effects) {
      if (effect.kind === 'refuse') continue;
      this.#alarms.set(effect.alarm.id, { alarm: effect.alarm, open: effect.kind === 'publish' });
      if (effect.kind === 'close') this.#closedIds.push(effect.alarm.id);
    }
    while (this.#closedIds.length > CLOSED_KEPT) this.#alarms.delete(this.#closedIds.shift() ?? '');
  }
}

const silentDevice = (deviceId: string): DeviceState => ({
  deviceId,
  lastReportAtUtcMs: null,
  batteryPercent: null,
  signalDbm: null,
  waterM: null,
  tiltDeg: null,
  position: null,
  satellites: null,
});

const inOrder = (locations: readonly Location[]): Location[] =>
  [...locations].sort((a, b) => (a.fixedAtUtcMs ?? 0) - (b.fixedAtUtcMs ?? 0));

const placeOf = (cover: Cover, type: AlarmType): AlarmPlace => ({
  deviceId: cover.id,
  deviceKind: 'cover',
  type,
  position: { crs: 'cgcs2000', longitudeDeg: cover.longitudeDeg, latitudeDeg: cover.latitudeDeg },
  area: cover.area,
  department: cover.ownerOrganisation,
});

/** Where the terminal says it is, in the frame it says it in; null without a fix or off the globe. */
function reportedPosition(location: Location): Alarm['reportedPosition'] {
  const { latitudeDeg, longitudeDeg } = location;
  if (!location.located || Math.abs(latitudeDeg) > 90 || Math.abs(longitudeDeg) > 180) return null;
  return { crs: location.secrecyOffset ? 'gcj02' : 'wgs84', longitudeDeg, latitudeDeg };
}

function movedFrom(cover: Cover, reported: NonNullable<Alarm['reportedPosition']>): number {
  const at = convertChinese([reported.longitudeDeg, reported.latitudeDeg], reported.crs, 'cgcs2000');
  return distanceM([cover.longitudeDeg, cover.latitudeDeg], at);
}
