/** The environment of the bridge and of the simulator, read once and checked. */
import { z } from 'zod';

const Port = z.coerce.number().int().min(0).max(65535);

const BridgeEnvironment = z.object({
  CHENGKAN_DATA_DIR: z.string().min(1),
  CHENGKAN_DISTRICT_DIR: z.string().min(1),
  CHENGKAN_HOST: z.string().default('127.0.0.1'),
  CHENGKAN_JT808_PORT: Port.default(8082),
  CHENGKAN_IOT_HTTP_PORT: Port,
  CHENGKAN_TOKEN_PUBLIC_KEY: z.string().min(1),
  CHENGKAN_SERVICE_TOKEN: z.string().min(16),
  MQTT_URL: z.string().min(1),
  CHENGKAN_JT808_HEARTBEAT_S: z.coerce.number().positive().default(60),
});

export interface BridgeConfig {
  readonly dataDir: string;
  readonly districtDir: string;
  readonly host: string;
  readonly jt808Port: number;
  readonly httpPort: number;
  readonly tokenPublicKeyPath: string;
  readonly serviceToken: string;
  readonly mqttUrl: string;
  /** A terminal that is silent for three of these is disconnected. */
  readonly heartbeatMs: number;
}

export function bridgeConfig(): BridgeConfig {
  const env = BridgeEnvironment.parse(process.env);
  return {
    dataDir: env.CHENGKAN_DATA_DIR,
    districtDir: env.CHENGKAN_DISTRICT_DIR,
    host: env.CHENGKAN_HOST,
    jt808Port: env.CHENGKAN_JT808_PORT,
    httpPort: env.CHENGKAN_IOT_HTTP_PORT,
    tokenPublicKeyPath: env.CHENGKAN_TOKEN_PUBLIC_KEY,
    serviceToken: env.CHENGKAN_SERVICE_TOKEN,
    mqttUrl: env.MQTT_URL,
    heartbeatMs: env.CHENGKAN_JT808_HEARTBEAT_S * 1000,
  };
}

const SimulatorEnvironment = z.object({
  CHENGKAN_DATA_DIR: z.string().min(1).optional(),
  CHENGKAN_DISTRICT_DIR: z.string().min(1),
  CHENGKAN_HOST: z.string().default('127.0.0.1'),
  CHENGKAN_JT808_PORT: Port.default(8082),
});

interface SimulatorConfig {
  /** null: nothing is kept */
  readonly dataDir: string | null;
  readonly districtDir: string;
  readonly host: string;
  readonly port: number;
}

export function simulatorConfig(): SimulatorConfig {
  const env = SimulatorEnvironment.parse(process.env);
  return {
    dataDir: env.CHENGKAN_DATA_DIR ?? null,
    districtDir: env.CHENGKAN_DISTRICT_DIR,
    host: env.CHENGKAN_HOST,
    port: env.CHENGKAN_JT808_PORT,
  };
}
