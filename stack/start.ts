/**
 * `npm start`: prepares the district, starts every part, prints the address and the demonstration accounts.
 * Stops everything on SIGTERM or SIGINT within 5 s.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { CodedError, Result } from '../contracts/result.ts';
import { err, ok } from '../contracts/result.ts';
import { forgetFirstSignIns, readFirstSignIns } from '../gateway/identity/first-sign-ins.ts';
import { ensureTokenKeys } from '../gateway/identity/token-keys.ts';
import { isLoopback, namesOf } from '../gateway/tls/host-names.ts';
import { ensureServerCertificate } from '../gateway/tls/local-ca.ts';
import { prepareSampleDistrict } from './sample-district/prepare.ts';
import { checkoutRoot } from './start/checkout-root.ts';
import { ensureServiceToken, lockDataDirectory } from './start/data-directory.ts';
import { devOriginOf } from './start/dev-origin.ts';
import type { StartOptions } from './start/options.ts';
import { parseStartOptions } from './start/options.ts';
import type { Installation } from './start/parts.ts';
import { addressOf, partsOf, simulatorOf } from './start/parts.ts';
import { choosePorts } from './start/ports.ts';
import { renewWhileRunning } from './start/renew-certificate.ts';
import type { RunningPart } from './start/supervisor.ts';
import { Supervisor } from './start/supervisor.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

function refuse({ code, message }: CodedError): never {
  process.stderr.write(`error: ${code}: ${message}\n`);
  process.exit(2);
}

function unwrap<T>(result: Result<T, CodedError>): T {
  return result.ok ? result.value : refuse(result.error);
}

async function district(
  root: string,
  options: StartOptions,
  signal: AbortSignal,
): Promise<Result<string, CodedError>> {
  if (options.district !== undefined) {
    const directory = path.resolve(options.district);
    if (existsSync(path.join(directory, 'district.json'))) return ok(directory);
    return err({
      code: 'no-district',
      message: `--district ${options.district}: there is no district.json in it`,
    });
  }
  const districtDir = path.join(root, '.cache', 'sample-district');
  const prepared = await prepareSampleDistrict({
    districtDir,
    cacheDir: path.join(root, '.cache'),
    progress: say,
    signal,
  });
  return prepared.ok ? ok(districtDir) : prepared;
}

async function tlsOf(options: StartOptions, dataDirectory: string): Promise<Installation['tls']> {
  if (options['tls-cert'] !== undefined && options['tls-key'] !== undefined) {
    return { certificatePath: path.resolve(options['tls-cert']), keyPath: path.resolve(options['tls-key']) };
  }
  if (isLoopback(options.host)) return null;
  const folder = path.join(dataDirectory, 'tls');
  const hosts = namesOf(options.host);
  const { certPath, keyPath } = await ensureServerCertificate(folder, hosts);
  renewWhileRunning(folder, hosts, say);
  return { certificatePath: certPath, keyPath };
}

async function install(root: string, options: StartOptions, signal: AbortSignal): Promise<Installation> {
  const dataDirectory = path.resolve(options.data ?? path.join(root, '.chengkan'));
  const unlock = unwrap(lockDataDirectory(dataDirectory));
  process.once('exit', unlock);
  const ports = unwrap(await choosePorts(options.port, options.host));
  const districtDirectory = unwrap(await district(root, options, signal));
  return {
    dataDirectory,
    districtDirectory,
    host: options.host,
    ports,
    serviceToken: await ensureServiceToken(dataDirectory),
    tokenKeys: await ensureTokenKeys(path.join(dataDirectory, 'keys')),
    tls: await tlsOf(options, dataDirectory),
    devOrigin: options.dev ? devOriginOf(ports.gateway) : null,
  };
}

function print(line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(`${line}\n`, (error) => (error ? reject(error) : resolve()));
  });
}

async function announce(installation: Installation): Promise<void> {
  await print(`Chengkan is ready: ${addressOf(installation)}`);
  const signIns = await readFirstSignIns(installation.dataDirectory);
  for (const { role, account, password } of signIns) await print(`sign in: ${role} ${account} ${password}`);
  // Only now: what could not be printed is printed by the next start.
  await forgetFirstSignIns(installation.dataDirectory);
}

async function announceDev(root: string, installation: Installation): Promise<void> {
  if (installation.devOrigin === null) return;
  const { startDevServer } = await import('./start/dev-server.ts');
  await startDevServer(root, addressOf(installation), installation.devOrigin);
  process.stdout.write(`Client with hot reload: ${installation.devOrigin}/\n`);
}

async function main(): Promise<void> {
  const options = unwrap(parseStartOptions(process.argv.slice(2)));
  const root = checkoutRoot();
  const controller = new AbortController();
  const running: RunningPart[] = [];
  const stopAll = async (code: number): Promise<void> => {
    controller.abort();
    await Promise.all(running.map((part) => part.stop()));
    process.exit(code);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stopAll(0));

  const installation = await install(root, options, controller.signal);
  const supervisor = new Supervisor(root, say);
  try {
    for (const part of partsOf(installation)) {
      say(`Starting ${part.name} …`);
      running.push(await supervisor.start(part));
    }
    await announce(installation);
    await announceDev(root, installation);
    if (!options['no-simulate']) running.push(await supervisor.start(simulatorOf(installation)));
  } catch (cause) {
    process.stderr.write(`error: start-failed: ${cause instanceof Error ? cause.message : String(cause)}\n`);
    await stopAll(1);
  }
}

await main();
