/** The gateway's environment, parsed once. Everything else takes what it needs as an argument. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { HealthSchema } from '../contracts/health.ts';
import { err, ok, type CodedError, type Result } from '../contracts/result.ts';
import { readCertificateFiles, type TlsMaterial } from './tls/certificate-files.ts';
import { isLoopback } from './tls/host-names.ts';

const Port = z.coerce.number().int().min(0).max(65_535);
const Path = z.string().min(1);

const EnvironmentSchema = z.object({
  CHENGKAN_DATA_DIR: Path,
  CHENGKAN_DISTRICT_DIR: Path,
  CHENGKAN_CLIENT_DIR: Path.default('dist/client'),
  CHENGKAN_HOST: z.string().min(1).default('127.0.0.1'),
  CHENGKAN_GATEWAY_PORT: Port.default(8080),
  CHENGKAN_MQTT_WS_PORT: Port,
  CHENGKAN_IOT_HTTP_PORT: Port,
  CHENGKAN_CASE_HTTP_PORT: Port,
  CHENGKAN_BROKER_HTTP_PORT: Port,
  CHENGKAN_TOKEN_PRIVATE_KEY: Path,
  CHENGKAN_SERVICE_TOKEN: z.string().min(16),
  CHENGKAN_LISTENERS: z
    .string()
    .default('{}')
    .transform((text, context) => {
      try {
        return HealthSchema.shape.listeners.parse(JSON.parse(text));
      } catch {
        context.addIssue({ code: 'custom', message: 'is not JSON of {name: {host, port, protocol}}' });
        return z.NEVER;
      }
    }),
  CHENGKAN_TLS_CERT: Path.optional(),
  CHENGKAN_TLS_KEY: Path.optional(),
  /** Origins besides the gateway's own that may send commands: the development server. */
  CHENGKAN_ALLOWED_ORIGINS: z.string().default(''),
});

export interface GatewayConfig {
  readonly dataFolder: string;
  readonly districtFolder: string;
  readonly clientFolder: string;
  readonly host: string;
  readonly port: number;
  readonly mqttPort: number;
  readonly parts: Readonly<Record<'iot-bridge' | 'case-service' | 'broker', number>>;
  readonly tokenPrivateKeyPath: string;
  readonly serviceToken: string;
  readonly listeners: z.infer<typeof HealthSchema>['listeners'];
  readonly tls: TlsMaterial | null;
  readonly caCertificatePath: string | null;
  readonly allowedOrigins: readonly string[];
}

type Environment = z.infer<typeof EnvironmentSchema>;

function readTls(environment: Environment): Result<TlsMaterial | null, CodedError> {
  const { CHENGKAN_TLS_CERT: certPath, CHENGKAN_TLS_KEY: keyPath, CHENGKAN_HOST: host } = environment;
  if ((certPath === undefined) !== (keyPath === undefined)) {
    return err({
      code: 'tls-incomplete',
      message: 'CHENGKAN_TLS_CERT and CHENGKAN_TLS_KEY: give both or none',
    });
  }
  if (certPath === undefined || keyPath === undefined) {
    if (isLoopback(host)) return ok(null);
    return err({
      code: 'tls-required',
      message: `CHENGKAN_HOST: ${host} is not a loopback address, so a certificate and its key are required`,
    });
  }
  try {
    return ok(readCertificateFiles(certPath, keyPath));
  } catch (error) {
    return err({ code: 'tls-unreadable', message: error instanceof Error ? error.message : String(error) });
  }
}

/** Certificate of the per-install authority, offered for download; null with a certificate brought along. */
function ownAuthority({
  CHENGKAN_DATA_DIR: data,
  CHENGKAN_TLS_CERT: certificate,
}: Environment): string | null {
  const folder = resolve(data, 'tls');
  const isOwn = certificate !== undefined && resolve(certificate) === resolve(folder, 'server.crt');
  return isOwn ? resolve(folder, 'ca.crt') : null;
}

/** Errors: `environment-invalid`, `tls-incomplete`, `tls-required`, `tls-unreadable`. */
export function readConfig(variables: NodeJS.ProcessEnv = process.env): Result<GatewayConfig, CodedError> {
  const parsed = EnvironmentSchema.safeParse(variables);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return err({
      code: 'environment-invalid',
      message: `${issue?.path.join('.') ?? 'environment'}: ${issue?.message ?? 'is invalid'}`,
    });
  }
  const environment = parsed.data;
  const tls = readTls(environment);
  if (!tls.ok) return tls;
  return ok({
    dataFolder: environment.CHENGKAN_DATA_DIR,
    districtFolder: environment.CHENGKAN_DISTRICT_DIR,
    clientFolder: environment.CHENGKAN_CLIENT_DIR,
    host: environment.CHENGKAN_HOST,
    port: environment.CHENGKAN_GATEWAY_PORT,
    mqttPort: environment.CHENGKAN_MQTT_WS_PORT,
    parts: {
      'iot-bridge': environment.CHENGKAN_IOT_HTTP_PORT,
      'case-service': environment.CHENGKAN_CASE_HTTP_PORT,
      broker: environment.CHENGKAN_BROKER_HTTP_PORT,
    },
    tokenPrivateKeyPath: environment.CHENGKAN_TOKEN_PRIVATE_KEY,
    serviceToken: environment.CHENGKAN_SERVICE_TOKEN,
    listeners: environment.CHENGKAN_LISTENERS,
    tls: tls.value,
    caCertificatePath: ownAuthority(environment),
    allowedOrigins: environment.CHENGKAN_ALLOWED_ORIGINS.split(',').filter((origin) => origin !== ''),
  });
}
