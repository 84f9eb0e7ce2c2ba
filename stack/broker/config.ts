/** The embedded broker's environment. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DistrictSchema } from '../../contracts/district.ts';
import { readCertificateFiles, type TlsMaterial } from '../../gateway/tls/certificate-files.ts';

const Port = z.coerce.number().int().min(0).max(65_535);
const Path = z.string().min(1);

const EnvironmentSchema = z.object({
  CHENGKAN_DISTRICT_DIR: Path,
  CHENGKAN_HOST: z.string().min(1).default('127.0.0.1'),
  CHENGKAN_GATEWAY_PORT: Port,
  CHENGKAN_MQTT_WS_PORT: Port,
  CHENGKAN_BROKER_PORT: Port,
  CHENGKAN_BROKER_HTTP_PORT: Port,
  CHENGKAN_TOKEN_PUBLIC_KEY: Path,
  CHENGKAN_SERVICE_TOKEN: z.string().min(16),
  CHENGKAN_TLS_CERT: Path.optional(),
  CHENGKAN_TLS_KEY: Path.optional(),
  /** Origins besides the gateway's own that may connect: the development server. */
  CHENGKAN_ALLOWED_ORIGINS: z.string().default(''),
});

export interface BrokerConfig {
  readonly tenant: string;
  readonly host: string;
  readonly gatewayPort: number;
  readonly webSocketPort: number;
  readonly tcpPort: number;
  readonly controlPort: number;
  readonly tokenPublicKeyPem: string;
  readonly serviceToken: string;
  readonly tls: TlsMaterial | null;
  readonly allowedOrigins: readonly string[];
}

/** Throws, naming the variable or the file: without them there is no broker. */
export function readBrokerConfig(variables: NodeJS.ProcessEnv = process.env): BrokerConfig {
  const environment = EnvironmentSchema.parse(variables);
  const { CHENGKAN_TLS_CERT: certPath, CHENGKAN_TLS_KEY: keyPath, CHENGKAN_HOST: host } = environment;
  const isLoopback = host === 'localhost' || host === '::1' || /^127\./.test(host);
  if (!isLoopback && (certPath === undefined || keyPath === undefined)) {
    throw new Error(
      `tls-required: CHENGKAN_HOST: ${host} is not a loopback address, so a certificate is needed`,
    );
  }
  const manifest = readFileSync(join(environment.CHENGKAN_DISTRICT_DIR, 'district.json'), 'utf8');
  return {
    tenant: DistrictSchema.parse(JSON.parse(manifest)).id,
    host,
    gatewayPort: environment.CHENGKAN_GATEWAY_PORT,
    webSocketPort: environment.CHENGKAN_MQTT_WS_PORT,
    tcpPort: environment.CHENGKAN_BROKER_PORT,
    controlPort: environment.CHENGKAN_BROKER_HTTP_PORT,
    tokenPublicKeyPem: readFileSync(environment.CHENGKAN_TOKEN_PUBLIC_KEY, 'utf8'),
    serviceToken: environment.CHENGKAN_SERVICE_TOKEN,
    tls: certPath && keyPath ? readCertificateFiles(certPath, keyPath) : null,
    allowedOrigins: environment.CHENGKAN_ALLOWED_ORIGINS.split(',').filter((origin) => origin !== ''),
  };
}
