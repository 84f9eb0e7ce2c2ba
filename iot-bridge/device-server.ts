/** The TCP listener of the terminals. */
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { CodedError, Result } from '../contracts/result.ts';
import { err, ok } from '../contracts/result.ts';
import type { Intake } from './intake.ts';
import type { SessionCounters } from './terminal-session.ts';
import { TerminalSession } from './terminal-session.ts';

const MAX_CONNECTIONS = 20_000;
const RESEND_CHECK_MS = 5000;

export interface DeviceServer {
  readonly port: number;
  readonly counters: Readonly<SessionCounters>;
  /** authenticated connections */
  online(): number;
  stop(): Promise<void>;
}

interface DeviceServerOptions {
  readonly host: string;
  readonly port: number;
  readonly heartbeatMs: number;
  readonly intake: Intake;
  readonly nowUtcMs: () => number;
}

/** Errors: `listen-failed` with host and port. */
export async function startDeviceServer(
  options: DeviceServerOptions,
): Promise<Result<DeviceServer, CodedError>> {
  const counters: SessionCounters = { frames: 0, broken: 0, refused: 0, repeated: 0 };
  const sessions = new Map<Socket, TerminalSession>();
  const isOnline = (phone: string): boolean =>
    [...sessions.values()].some((session) => session.phone === phone);
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    const connection = `${connections}/${socket.remoteAddress ?? ''}:${socket.remotePort ?? 0}`;
    const { intake, nowUtcMs, heartbeatMs } = options;
    const deps = { intake, nowUtcMs, heartbeatMs, counters, isOnline };
    sessions.set(socket, new TerminalSession(socket, connection, deps));
    socket.on('close', () => sessions.delete(socket));
  });
  server.maxConnections = MAX_CONNECTIONS;
  const failure = await new Promise<Error | null>((resolve) => {
    server.once('error', resolve);
    server.listen(options.port, options.host, () => resolve(null));
  });
  if (failure !== null) {
    const message = `JT/T 808 on ${options.host}:${options.port}: ${failure.message}`;
    return err({ code: 'listen-failed', message });
  }
  const timer = setInterval(() => {
    for (const session of sessions.values()) session.askForMissing();
  }, RESEND_CHECK_MS).unref();
  return ok({
    port: portOf(server.address()),
    counters,
    online: () => [...sessions.values()].filter(({ phone }) => phone !== null).length,
    stop: () =>
      new Promise((resolve) => {
        clearInterval(timer);
        server.close(() => resolve());
        for (const socket of sessions.keys()) socket.destroy();
      }),
  });
}

export const portOf = (address: string | AddressInfo | null): number =>
  address !== null && typeof address === 'object' ? address.port : 0;
