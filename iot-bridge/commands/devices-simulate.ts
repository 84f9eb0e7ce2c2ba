/** `devices simulate`: covers of a district as TCP clients, at a given rate, for a given time. */
import type { z } from 'zod';
import { defineCommand } from '../../contracts/cli/command.ts';
import type { CommandContext } from '../../contracts/cli/command.ts';
import { devicesSimulateContract } from '../../contracts/cli/devices-simulate.ts';
import type { Finding } from '../../contracts/finding.ts';
import { err, ok } from '../../contracts/result.ts';
import type { Cover, Registers } from '../registers.ts';
import { readRegisters } from '../registers.ts';
import { makeFleet, openFleet } from '../simulator/fleet.ts';
import type { Incident } from '../simulator/incidents.ts';
import { newIncident, readingOf, reportOf } from '../simulator/incidents.ts';
import type { Random } from '../simulator/random.ts';
import { seededRandom } from '../simulator/random.ts';
import type { SimulatedTerminal } from '../simulator/terminal.ts';

type Input = z.output<typeof devicesSimulateContract.input>;

interface Tally {
  sent: number;
  alarmReports: number;
  readonly ackMs: number[];
  lost: number;
}

const WITHOUT_SHARE = 0.05;

/** Incidents until the wished share of the covers is struck. */
function planIncidents(input: Input, covers: readonly Cover[], random: Random): Incident[] {
  const scenario = input.scenario ?? (input.alarms > 0 ? 'mixed' : 'quiet');
  if (scenario === 'quiet') return [];
  const wished = Math.max(1, Math.round((input.alarms > 0 ? input.alarms : WITHOUT_SHARE) * covers.length));
  const struck = new Set<string>();
  const incidents: Incident[] = [];
  while (struck.size < wished) {
    const kind = scenario === 'mixed' ? (incidents.length % 2 === 0 ? 'theft' : 'flood') : scenario;
    const free = covers.filter(({ id }) => !struck.has(id));
    const incident =
      newIncident(kind, free, Date.now(), random) ?? newIncident('theft', free, Date.now(), random);
    if (incident === null) break;
    const coverIds = incident.coverIds.slice(0, wished - struck.size);
    incidents.push({ ...incident, coverIds });
    for (const id of coverIds) struck.add(id);
  }
  return incidents;
}

function percentile(sorted: readonly number[], share: number): number | null {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return value === undefined ? null : Math.round(value * 100) / 100;
}

/** Sends in turns at the rate; late ticks catch up, so that the rate holds on a busy machine. */
async function play(
  input: Input,
  terminals: readonly SimulatedTerminal[],
  world: { readonly random: Random; readonly roadLines: Registers['roadLines'] },
  incidents: readonly Incident[],
  context: CommandContext,
): Promise<Tally> {
  const tally: Tally = { sent: 0, alarmReports: 0, ackMs: [], lost: 0 };
  const incidentOf = new Map(incidents.flatMap((each) => each.coverIds.map((id) => [id, each])));
  const startedAtMs = performance.now();
  const underway = new Set<Promise<void>>();
  const total = Math.round(input.rate * input.duration);
  let toldAtMs = startedAtMs;
  while (tally.sent < total && !context.signal.aborted) {
    const elapsedMs = performance.now() - startedAtMs;
    const due = Math.min(total, Math.floor((elapsedMs / 1000) * input.rate) + 1);
    while (tally.sent < due) {
      const terminal = terminals[tally.sent % terminals.length];
      if (terminal === undefined) return tally;
      const nowUtcMs = Date.now();
      const incident = incidentOf.get(terminal.cover.id) ?? null;
      const reading = readingOf(terminal.cover, incident, nowUtcMs, world);
      tally.sent += 1;
      if (incident !== null) tally.alarmReports += 1;
      const sent = terminal
        .report(reportOf(reading, terminal.cover, nowUtcMs, world.random))
        .then((ackMs) => {
          if (ackMs === null) tally.lost += 1;
          else tally.ackMs.push(ackMs);
          underway.delete(sent);
        });
      underway.add(sent);
    }
    if (performance.now() - toldAtMs > 2000) {
      toldAtMs = performance.now();
      context.progress(`${tally.sent} of ${total} reports sent, ${tally.ackMs.length} acknowledged`);
    }
    await new Promise((resolve) => setTimeout(resolve, Math.min(20, 1000 / input.rate)));
  }
  await Promise.all(underway);
  return tally;
}

export const devicesSimulateCommand = defineCommand(devicesSimulateContract, async (input, context) => {
  const registers = await readRegisters(input.district);
  if (!registers.ok) return registers;
  const findings: Finding[] = [];
  const covers = registers.value.covers.slice(0, input.devices);
  if (covers.length === 0) {
    return err({ code: 'no-covers', message: `${input.district}: the district has no covers` });
  }
  if (covers.length < input.devices) {
    const message = `the district has ${covers.length} covers, ${input.devices} devices were asked for`;
    findings.push({ code: 'fewer-covers-than-devices', path: input.district, severity: 'warning', message });
    context.progress(message);
  }
  const random = seededRandom(input.seed);
  const { host, port } = input;
  const terminals = makeFleet(covers, { host, port, random: seededRandom(Date.now()) });
  context.progress(`Opening ${covers.length} sessions at ${host}:${port} …`);
  const refusals = await openFleet(terminals);
  const open = terminals.filter(({ isOpen }) => isOpen);
  const first = refusals[0];
  if (open.length === 0) return err(first ?? { code: 'connect-failed', message: `${host}:${port}` });
  if (first !== undefined) findings.push({ ...first, path: `${host}:${port}`, severity: 'warning' });
  const world = { random, roadLines: registers.value.roadLines };
  const incidents = planIncidents(
    input,
    open.map(({ cover }) => cover),
    random,
  );
  const startedAtMs = performance.now();
  const tally = await play(input, open, world, incidents, context);
  for (const terminal of terminals) terminal.close();
  const sorted = [...tally.ackMs].sort((a, b) => a - b);
  return ok({
    devices: open.length,
    refused: refusals.length,
    sent: tally.sent,
    acknowledged: sorted.length,
    lost: tally.lost,
    alarmReports: tally.alarmReports,
    ackP50Ms: percentile(sorted, 0.5),
    ackP99Ms: percentile(sorted, 0.99),
    seconds: Math.round(performance.now() - startedAtMs) / 1000,
    findings,
  });
});
