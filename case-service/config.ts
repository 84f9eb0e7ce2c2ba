/** The case service's environment, parsed once. Everything else takes what it needs as an argument. */
import { z } from 'zod';
import type { CodedError, Result } from '../contracts/result.ts';
import { err, ok } from '../contracts/result.ts';

const Path = z.string().min(1);

const EnvironmentSchema = z.object({
  CHENGKAN_DATA_DIR: Path,
  CHENGKAN_DISTRICT_DIR: Path,
  CHENGKAN_CASE_HTTP_PORT: z.coerce.number().int().min(0).max(65_535),
  CHENGKAN_TOKEN_PUBLIC_KEY: Path,
  CHENGKAN_SERVICE_TOKEN: z.string().min(16),
  MQTT_URL: z.url(),
  DATABASE_URL: z.string().min(1).optional(),
});

export interface CaseServiceConfig {
  readonly dataDir: string;
  readonly districtDir: string;
  readonly httpPort: number;
  readonly tokenPublicKeyPath: string;
  readonly serviceToken: string;
  readonly mqttUrl: string;
  readonly databaseUrl: string | null;
}

/** Errors: `environment-invalid`, naming the variables. */
export function readConfig(
  variables: NodeJS.ProcessEnv = process.env,
): Result<CaseServiceConfig, CodedError> {
  const parsed = EnvironmentSchema.safeParse(variables);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    return err({ code: 'environment-invalid', message: issues.join('; ') });
  }
  const environment = parsed.data;
  return ok({
    dataDir: environment.CHENGKAN_DATA_DIR,
    districtDir: environment.CHENGKAN_DISTRICT_DIR,
    httpPort: environment.CHENGKAN_CASE_HTTP_PORT,
    tokenPublicKeyPath: environment.CHENGKAN_TOKEN_PUBLIC_KEY,
    serviceToken: environment.CHENGKAN_SERVICE_TOKEN,
    mqttUrl: environment.MQTT_URL,
    databaseUrl: environment.DATABASE_URL ?? null,
  });
}
