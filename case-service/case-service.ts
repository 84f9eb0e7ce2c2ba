/** Puts the case service together: lock, ledger, records, database, desk, broker, HTTP; and takes it apart again. */
import { join } from 'node:path';
import type { CodedError, Result } from '../contracts/result.ts';
import { err, ok } from '../contracts/result.ts';
import { CaseDesk } from './cases/case-desk.ts';
import { parseEntry } from './cases/case-entry.ts';
import { CasePublisher } from './cases/case-publisher.ts';
import type { CaseDistrict } from './cases/district.ts';
import { readCaseDistrict } from './cases/district.ts';
import { Projector } from './cases/projector.ts';
import type { CaseServiceConfig } from './config.ts';
import type { RecordStore } from './evidence/record-store.ts';
import { openRecords } from './evidence/record-store.ts';
import { authenticator } from './http/authenticate.ts';
import { createCaseServer } from './http/case-routes.ts';
import { formatVerifierKey } from './ledger/checkpoint.ts';
import { openLog } from './ledger/log.ts';
import { loadVerifierKey } from './ledger/log-key.ts';
import type { EvidenceLedger } from './ledger/port.ts';
import { CaseStore } from './store/case-store.ts';
import { connectDatabase } from './store/connect.ts';
import { lockDataDirectory } from './store/data-lock.ts';

export interface CaseService {
  readonly httpPort: number;
  readonly engine: string;
  stop(): Promise<void>;
}

/** What was opened, in order; closed the other way round, also when a later step refuses. */
class Opened {
  readonly #closers: (() => Promise<void>)[] = [];

  add(close: () => Promise<void>): void {
    this.#closers.unshift(close);
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0)) await close();
  }
}

async function openEvidence(
  folder: string,
  district: CaseDistrict,
  opened: Opened,
): Promise<Result<{ ledger: EvidenceLedger; records: RecordStore; logKey: string }, CodedError>> {
  const ledger = await openLog(folder, `chengkan/${district.id}`);
  if (!ledger.ok) return ledger;
  opened.add(() => ledger.value.close());
  const named = new Map<string, number>();
  for (let index = 0; index < ledger.value.head().size; index++) {
    const logged = await ledger.value.entry(index);
    if (!logged.ok) return logged;
    const entry = parseEntry(logged.value.bytes, index);
    if (!entry.ok) return entry;
    for (const hash of entry.value.objectHash) named.set(hash, index);
  }
  const records = await openRecords(folder, named);
  if (!records.ok) return records;
  opened.add(() => records.value.close());
  const verifier = await loadVerifierKey(folder);
  if (!verifier.ok) return verifier;
  return ok({
    ledger: ledger.value,
    records: records.value,
    logKey: formatVerifierKey(verifier.value),
  });
}

async function start(
  config: CaseServiceConfig,
  log: (line: string) => void,
  opened: Opened,
): Promise<Result<CaseService, CodedError>> {
  const lock = await lockDataDirectory(config.dataDir);
  if (!lock.ok) return lock;
  opened.add(() => lock.value.release());
  const district = await readCaseDistrict(config.districtDir);
  if (!district.ok) return district;
  const evidence = await openEvidence(join(config.dataDir, 'ledger'), district.value, opened);
  if (!evidence.ok) return evidence;
  const { ledger, records, logKey } = evidence.value;

  const connection = await connectDatabase(config.dataDir, config.databaseUrl);
  if (!connection.ok) return connection;
  const store = new CaseStore(connection.value.db);
  opened.add(() => store.close());
  const projector = new Projector(ledger, records, store, logKey);
  const projected = await projector.start();
  if (!projected.ok) return projected;

  const publisher = new CasePublisher({
    url: config.mqttUrl,
    password: config.serviceToken,
    tenant: district.value.id,
    openCases: () => store.open(),
    log,
  });
  opened.add(() => publisher.close());
  const desk = new CaseDesk({
    district: district.value,
    ledger,
    records,
    store,
    projector,
    nowUtcMs: Date.now,
    onFiled: (filed) => publisher.publish(filed),
  });
  const server = createCaseServer({
    desk,
    authenticate: await authenticator(config.tokenPublicKeyPath),
    health: () =>
      publisher.isConnected
        ? { status: 'ok', detail: `${ledger.head().size} ledger entries` }
        : { status: 'degraded', detail: 'the message broker is not connected' },
    log,
  });
  opened.add(() => server.close());
  await server.listen({ host: '127.0.0.1', port: config.httpPort });
  const address = server.server.address();
  const httpPort = typeof address === 'object' && address !== null ? address.port : config.httpPort;
  return ok({ httpPort, engine: connection.value.engine, stop: () => opened.close() });
}

/**
 * Errors: `data-directory-in-use`, `bad-district`, `ledger-tampered`, `bad-ledger-key`, `database-unavailable`,
 * `database-of-another-log`, `start-failed`.
 */
export async function startCaseService(
  config: CaseServiceConfig,
  log: (line: string) => void,
): Promise<Result<CaseService, CodedError>> {
  const opened = new Opened();
  try {
    const service = await start(config, log, opened);
    if (!service.ok) await opened.close();
    return service;
  } catch (cause) {
    await opened.close();
    return err({ code: 'start-failed', message: String(cause) });
  }
}
