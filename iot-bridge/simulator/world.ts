/**
 * The standing life of a district's covers: quiet reports spread over time, one theft soon after the first start,
 * then an incident every few minutes, until a crew has put it right. What is going on survives a restart.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Cover, Registers } from '../registers.ts';
import { makeFleet } from './fleet.ts';
import type { Incident } from './incidents.ts';
import { INCIDENT_KINDS, LASTS_S, newIncident, readingOf, reportOf } from './incidents.ts';
import type { Random } from './random.ts';
import type { SimulatedTerminal } from './terminal.ts';

const IncidentsSchema = z.array(
  z.object({
    kind: z.enum(INCIDENT_KINDS),
    coverIds: z.array(z.string()),
    startedAtUtcMs: z.number(),
  }),
);

/** All covers have reported once by then. */
const SPREAD_MS = 12_000;
const FIRST_THEFT_MS = 10_000;
const QUIET_EVERY_MS = 60_000;
const STRUCK_EVERY_MS = 2500;
const AT_MOST = 4;
const RETRY_MS = 5000;
const TICK_MS = 200;

interface Player {
  readonly terminal: SimulatedTerminal;
  dueAtUtcMs: number;
  busy: boolean;
}

interface WorldOptions {
  readonly registers: Registers;
  readonly host: string;
  readonly port: number;
  /** file that keeps what is going on, or null */
  readonly stateFile: string | null;
  readonly random: Random;
  readonly log: (line: string) => void;
}

export class SimulatedWorld {
  readonly #options: WorldOptions;
  readonly #players: Player[];
  #incidents: Incident[];
  #nextIncidentAtUtcMs: number;
  #timer: NodeJS.Timeout | null = null;

  private constructor(options: WorldOptions, incidents: Incident[], nowUtcMs: number) {
    this.#options = options;
    const { registers, host, port, random } = options;
    this.#players = makeFleet(registers.covers, { host, port, random }).map((terminal, at) => ({
      terminal,
      dueAtUtcMs: nowUtcMs + (at / registers.covers.length) * SPREAD_MS,
      busy: false,
    }));
    this.#incidents = incidents;
    this.#nextIncidentAtUtcMs = nowUtcMs + (incidents.length === 0 ? FIRST_THEFT_MS : this.#pauseMs());
  }

  static async open(options: WorldOptions): Promise<SimulatedWorld> {
    return new SimulatedWorld(options, await readIncidents(options.stateFile), Date.now());
  }

  start(): void {
    this.#timer = setInterval(() => this.#tick(Date.now()), TICK_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const { terminal } of this.#players) terminal.close();
  }

  #pauseMs(): number {
    return (2 + 2 * this.#options.random()) * 60_000;
  }

  #incidentOf(cover: Cover): Incident | null {
    return this.#incidents.find(({ coverIds }) => coverIds.includes(cover.id)) ?? null;
  }

  #tick(nowUtcMs: number): void {
    const going = this.#incidents.filter(
      ({ kind, startedAtUtcMs }) => nowUtcMs - startedAtUtcMs < LASTS_S[kind] * 1000,
    );
    if (going.length < this.#incidents.length) this.#change(going);
    if (nowUtcMs >= this.#nextIncidentAtUtcMs) this.#strike(nowUtcMs);
    for (const player of this.#players) {
      if (nowUtcMs >= player.dueAtUtcMs && !player.busy) void this.#report(player, nowUtcMs);
    }
  }

  #strike(nowUtcMs: number): void {
    this.#nextIncidentAtUtcMs = nowUtcMs + this.#pauseMs();
    if (this.#incidents.length >= AT_MOST) return;
    const { random, registers } = this.#options;
    const first = this.#incidents.length === 0;
    const kind = first ? 'theft' : (INCIDENT_KINDS[Math.floor(random() * INCIDENT_KINDS.length)] ?? 'flood');
    const free = registers.covers.filter((cover) => this.#incidentOf(cover) === null);
    const incident = newIncident(kind, free, nowUtcMs, random);
    if (incident === null) return;
    this.#options.log(`${incident.kind} at ${incident.coverIds.join(', ')}`);
    this.#change([...this.#incidents, incident]);
  }

  #change(incidents: Incident[]): void {
    const touched = new Set([...this.#incidents, ...incidents].flatMap(({ coverIds }) => coverIds));
    this.#incidents = incidents;
    for (const player of this.#players) {
      if (touched.has(player.terminal.cover.id)) player.dueAtUtcMs = Math.min(player.dueAtUtcMs, Date.now());
    }
    writeIncidents(this.#options.stateFile, incidents).catch((cause: unknown) => {
      this.#options.log(`state not kept: ${String(cause)}`);
    });
  }

  async #report(player: Player, nowUtcMs: number): Promise<void> {
    const { terminal } = player;
    player.busy = true;
    try {
      if (!terminal.isOpen) {
        const opened = await terminal.open();
        if (!opened.ok) {
          player.dueAtUtcMs = nowUtcMs + RETRY_MS * (1 + this.#options.random());
          return;
        }
      }
      const { random, registers } = this.#options;
      const incident = this.#incidentOf(terminal.cover);
      const sentAtUtcMs = Date.now();
      const world = { random, roadLines: registers.roadLines };
      const reading = readingOf(terminal.cover, incident, sentAtUtcMs, world);
      const quietMs = QUIET_EVERY_MS * (0.9 + 0.2 * random());
      player.dueAtUtcMs = sentAtUtcMs + (incident === null ? quietMs : STRUCK_EVERY_MS);
      await terminal.report(reportOf(reading, terminal.cover, sentAtUtcMs, random));
    } finally {
      player.busy = false;
    }
  }
}

async function readIncidents(file: string | null): Promise<Incident[]> {
  if (file === null) return [];
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return IncidentsSchema.safeParse(value).data ?? [];
  } catch {
    return [];
  }
}

async function writeIncidents(file: string | null, incidents: readonly Incident[]): Promise<void> {
  if (file === null) return;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(incidents));
  await rename(`${file}.new`, file);
}
