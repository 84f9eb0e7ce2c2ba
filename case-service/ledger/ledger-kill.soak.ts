/**
 * The ledger under kill -9 and power cuts: whatever was answered is there again, the tree verifies and the audit passes.
 * A kill leaves what the kernel has; a power cut may also take everything after the last fsync, by sectors.
 */
import { statSync, truncateSync, writeFileSync } from 'node:fs';
import type { Soak, SoakTools } from '../../contracts/soak.ts';
import type { CodedError, Result } from '../../contracts/result.ts';
import { auditLog } from './audit.ts';
import { checkpointsPath, entriesPath, recordsPath } from './log-files.ts';
import { openLog } from './log.ts';
import { verifyConsistency } from './merkle.ts';
import type { EvidenceLedger, LedgerHead } from './port.ts';
import { verifyReceipt } from './verify.ts';

const ORIGIN = 'chengkan/soak';
const IN_FLIGHT = 24;
const KILLS = 3;
const SECTOR_BYTES = 512;
const RECEIPTS = 5;

const entryOfNumber = (n: number): Buffer =>
  Buffer.from(JSON.stringify({ n, objectHash: [], text: 'x'.repeat((n * 7919) % 900) }));

function unwrap<T>(result: Result<T, CodedError>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.error.code}: ${result.error.message}`);
}

interface Acknowledged {
  readonly index: number;
  /** of each file when the answer was given */
  readonly entriesBytes: number;
  readonly checkpointsBytes: number;
}

function newestOf(lines: readonly string[]): Acknowledged {
  const [index = -1, entriesBytes = 0, checkpointsBytes = 0] = (lines.at(-1) ?? '').split(' ').map(Number);
  return { index, entriesBytes, checkpointsBytes };
}

/** Takes from a file what lies behind `safe`: cut off, or zeros from a sector on. */
function tear(file: string, safe: number, random: () => number): void {
  const bytes = statSync(file).size;
  const kept = safe + Math.floor(random() * (bytes - safe + 1));
  if (random() < 0.5) return truncateSync(file, kept);
  truncateSync(file, Math.max(safe, kept - (kept % SECTOR_BYTES)));
  truncateSync(file, bytes);
}

/** The entries of a batch are on disk before its checkpoint is begun: only one of the two files can be torn. */
function cutPower({ random, folder }: SoakTools, safe: Acknowledged): void {
  if (random() < 0.5) return tear(checkpointsPath(folder), safe.checkpointsBytes, random);
  truncateSync(checkpointsPath(folder), safe.checkpointsBytes);
  tear(entriesPath(folder), safe.entriesBytes, random);
}

async function verifyEntries(log: EvidenceLedger, random: () => number): Promise<void> {
  const { size } = log.head();
  for (let n = 0; n < size; n++) {
    const { bytes } = unwrap(await log.entry(n));
    if (!entryOfNumber(n).equals(bytes)) throw new Error(`entry ${n} is not number ${n}`);
  }
  for (let i = 0; i < Math.min(RECEIPTS, size); i++) {
    const receipt = unwrap(await log.getReceipt(Math.floor(random() * size)));
    unwrap(verifyReceipt(receipt, receipt.publicKey));
  }
}

/** Everything that `before` saw is the beginning of what is there now. */
async function verifyFolder(tools: SoakTools, before: LedgerHead | null): Promise<LedgerHead> {
  const log = unwrap(await openLog(tools.folder, ORIGIN));
  const head = log.head();
  await verifyEntries(log, tools.random);
  if (before !== null) {
    const proof = unwrap(log.consistency(before.size, head.size));
    const sizes = { first: before.size, second: head.size };
    const roots = { firstRoot: before.root, secondRoot: head.root };
    if (!verifyConsistency({ ...sizes, ...roots, proof }))
      throw new Error(`not consistent with size ${before.size}`);
  }
  await log.close();
  writeFileSync(recordsPath(tools.folder), '');
  unwrap(await auditLog(tools.folder, 0, { progress: () => undefined, isAborted: () => false }));
  return head;
}

export const ledgerKillSoak: Soak = {
  name: 'ledger-kill',
  promise: 'no answered entry is lost by kill -9 or a power cut, the tree verifies and the audit passes',
  count: 60,
  smallCount: 1,
  longestRoundMs: 60_000,
  async round(tools) {
    let head: LedgerHead | null = null;
    for (let kill = 0; kill < KILLS; kill++) {
      const acknowledged = newestOf(await tools.killChild(120));
      if (acknowledged.index >= 0 && tools.random() < 0.5) cutPower(tools, acknowledged);
      head = await verifyFolder(tools, head);
      if (head.size <= acknowledged.index) {
        throw new Error(`entry ${acknowledged.index} was answered, ${head.size} are there`);
      }
    }
  },
  async child(folder, say) {
    const log = unwrap(await openLog(folder, ORIGIN));
    let next = log.head().size;
    const submitForEver = async (): Promise<void> => {
      for (;;) {
        const { index } = unwrap(await log.submit(entryOfNumber(next++)));
        say(`${index} ${statSync(entriesPath(folder)).size} ${statSync(checkpointsPath(folder)).size}`);
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, submitForEver));
  },
};
