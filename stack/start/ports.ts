/** Which listener sits where: three public ports in a row, the internal ones wherever the system has room. */
import { createServer } from 'node:net';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';

export interface Ports {
  readonly gateway: number;
  readonly mqttWebSocket: number;
  readonly jt808: number;
  readonly iotHttp: number;
  readonly caseHttp: number;
  readonly broker: number;
  readonly brokerHttp: number;
}

function tryListen(port: number, host: string): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const taken = address !== null && typeof address === 'object' ? address.port : port;
      server.close(() => resolve(taken));
    });
  });
}

const PUBLIC = [
  ['gateway', 'the web address'],
  ['mqttWebSocket', 'live messages to browsers'],
  ['jt808', 'JT/T 808 devices'],
] as const;

/** Errors: `port-taken`. */
export async function choosePorts(firstPort: number, host: string): Promise<Result<Ports, CodedError>> {
  for (const [offset, [, purpose]] of PUBLIC.entries()) {
    if ((await tryListen(firstPort + offset, host)) === null) {
      const message = `port ${firstPort + offset} (${purpose}) on ${host} is in use; choose another first port with --port`;
      return err({ code: 'port-taken', message });
    }
  }
  const free = async (): Promise<number> => (await tryListen(0, '127.0.0.1')) ?? free();
  const internal = new Set<number>();
  while (internal.size < 4) internal.add(await free());
  const [iotHttp = 0, caseHttp = 0, broker = 0, brokerHttp = 0] = internal;
  return ok({
    gateway: firstPort,
    mqttWebSocket: firstPort + 1,
    jt808: firstPort + 2,
    iotHttp,
    caseHttp,
    broker,
    brokerHttp,
  });
}
