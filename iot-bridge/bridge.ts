/** Puts the parts of the bridge together: registers, journal, publisher, listener of the terminals, HTTP. */
import { join } from 'node:path';
import type { Health } from '../contracts/health.ts';
import type { CodedError, Result } from '../contracts/result.ts';
import { err, ok } from '../contracts/result.ts';
import type { BridgeConfig } from './config.ts';
import type { DeviceServer } from './device-server.ts';
import { portOf, startDeviceServer } from './device-server.ts';
import { createHttpApi } from './http-api.ts';
import { Intake } from './intake.ts';
import { AlarmPublisher } from './mqtt/publisher.ts';
import { readRegisters } from './registers.ts';

export interface RunningBridge {
  readonly jt808Port: number;
  readonly httpPort: number;
  readonly health: () => Health;
  stop(): Promise<void>;
}

const nowUtcMs = (): number => Date.now();

/** Errors: those of the registers, the journal, the key and the listeners; nothing stays open after one. */
export async function startBridge(
  config: BridgeConfig,
  log: (line: string) => void,
): Promise<Result<RunningBridge, CodedError>> {
  const registers = await readRegisters(config.districtDir);
  if (!registers.ok) return registers;
  const opened = await Intake.open(registers.value, {
    folder: join(config.dataDir, 'iot-bridge', 'journal'),
  });
  if (!opened.ok) return opened;
  const { intake, tornTail } = opened.value;
  if (tornTail !== null) {
    log(
      `journal: ${tornTail.file}: cut off a torn tail of ${tornTail.bytes} bytes, kept as ${tornTail.keptAs}`,
    );
  }
  log(`journal: ${intake.length} entries, ${intake.book.openAlarms().length} open alarms`);
  const publisher = startPublisher(config, registers.value.tenant, intake, log);
  const undo = async (error: CodedError): Promise<Result<never, CodedError>> => {
    await publisher.stop();
    await intake.close();
    return err(error);
  };
  const started: { devices: DeviceServer | null; httpPort: number } = { devices: null, httpPort: 0 };
  const health = (): Health => healthOf(config, started, intake, publisher);
  const { tokenPublicKeyPath } = config;
  const api = await createHttpApi({ tokenPublicKeyPath, intake, health, nowUtcMs });
  if (!api.ok) return undo(api.error);
  const http = api.value;
  try {
    await http.listen({ host: '127.0.0.1', port: config.httpPort });
  } catch (cause) {
    return undo({ code: 'listen-failed', message: `HTTP on 127.0.0.1:${config.httpPort}: ${String(cause)}` });
  }
  started.httpPort = portOf(http.server.address());
  const devices = await startDeviceServer({
    host: config.host,
    port: config.jt808Port,
    heartbeatMs: config.heartbeatMs,
    intake,
    nowUtcMs,
  });
  if (!devices.ok) {
    await http.close();
    return undo(devices.error);
  }
  started.devices = devices.value;
  return ok({
    jt808Port: devices.value.port,
    httpPort: started.httpPort,
    health,
    stop: async () => {
      await Promise.all([devices.value.stop(), http.close()]);
      await intake.close();
      await publisher.stop();
    },
  });
}

function startPublisher(
  config: BridgeConfig,
  tenant: string,
  intake: Intake,
  log: (line: string) => void,
): AlarmPublisher {
  const { book } = intake;
  const publisher = new AlarmPublisher({
    url: config.mqttUrl,
    username: 'iot-bridge',
    password: config.serviceToken,
    tenant,
    openAlarms: () => book.openAlarms(),
    openAlarm: (id) => {
      const known = book.alarm(id);
      return known?.open === true ? known.alarm : null;
    },
    log,
  });
  intake.onEffects((effects) => {
    for (const effect of effects) {
      if (effect.kind === 'publish') publisher.publish(effect.alarm);
      if (effect.kind === 'close') publisher.close(effect.alarm);
    }
  });
  return publisher;
}

function healthOf(
  config: BridgeConfig,
  started: { readonly devices: DeviceServer | null; readonly httpPort: number },
  intake: Intake,
  publisher: AlarmPublisher,
): Health {
  const part = (failure: string | null): Health['parts'][string] =>
    failure === null ? { status: 'ok' } : { status: 'degraded', detail: failure };
  const journal = part(intake.failure);
  const broker = part(publisher.failure);
  const counters = started.devices?.counters ?? { frames: 0, broken: 0, refused: 0, repeated: 0 };
  const detail = `${started.devices?.online() ?? 0} terminals, ${counters.frames} frames, ${counters.broken} broken, ${counters.refused} refused, ${counters.repeated} repeated`;
  return {
    status: journal.status === 'ok' && broker.status === 'ok' ? 'ok' : 'degraded',
    parts: { journal, broker, terminals: { status: 'ok', detail } },
    listeners: {
      jt808: { host: config.host, port: started.devices?.port ?? 0, protocol: 'jt808' },
      http: { host: '127.0.0.1', port: started.httpPort, protocol: 'http' },
    },
  };
}
