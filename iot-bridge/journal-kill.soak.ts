/**
 * The journal under kill -9 and power cuts: whatever was confirmed is there again, in order and unchanged.
 * A kill leaves what the kernel has; a power cut may also take everything after the last fsync, by sectors.
 */
import { closeSync, ftruncateSync, openSync, readdirSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import type { Soak, SoakTools } from '../contracts/soak.ts';
import type { JournalPosition } from './journal.ts';
import { Journal } from './journal.ts';

const SEGMENT_BYTES = 1 << 14;
const IN_FLIGHT = 64;
const KILLS = 3;
const SECTOR_BYTES = 512;

/** Record n: its number, and a length and content that follow from it. */
function recordOf(n: number): Buffer {
  const record = Buffer.alloc(4 + ((n * 7919) % 700), n % 251);
  record.writeUInt32LE(n, 0);
  return record;
}

interface Acknowledged extends JournalPosition {
  readonly index: number;
}

function lastOf(lines: readonly string[]): Acknowledged {
  const [index = -1, segment = 0, offset = 0] = (lines.at(-1) ?? '').split(' ').map(Number);
  return { index, segment, offset };
}

/** Takes from the last segment what no fsync has covered: cut off, or zeros from a sector on. */
function cutPower({ random, folder }: SoakTools, acknowledged: Acknowledged): void {
  const name =
    readdirSync(folder)
      .filter((each) => each.endsWith('.log'))
      .sort()
      .at(-1) ?? '';
  const file = path.join(folder, name);
  const bytes = statSync(file).size;
  const isLast = Number(name.slice(0, 16)) === acknowledged.segment;
  const safe = isLast ? acknowledged.offset + 8 + recordOf(acknowledged.index).length : 0;
  const kept = safe + Math.floor(random() * (bytes - safe + 1));
  const asZeros = random() < 0.5;
  truncateSync(file, asZeros ? Math.max(safe, kept - (kept % SECTOR_BYTES)) : kept);
  if (!asZeros) return;
  const handle = openSync(file, 'r+');
  ftruncateSync(handle, bytes);
  closeSync(handle);
}

async function countSound(folder: string): Promise<number> {
  let count = 0;
  const opened = await Journal.open({
    folder,
    segmentBytes: SEGMENT_BYTES,
    onRecord: (payload, { index }) => {
      if (index !== count || !payload.equals(recordOf(count)))
        throw new Error(`record ${index} is not number ${count}`);
      count += 1;
    },
  });
  if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.message}`);
  await opened.value.journal.close();
  return count;
}

export const journalKillSoak: Soak = {
  name: 'journal-kill',
  promise: 'no confirmed record is lost by kill -9 or a power cut, and the journal opens again',
  count: 60,
  smallCount: 1,
  longestRoundMs: 60_000,
  async round(tools) {
    for (let kill = 0; kill < KILLS; kill++) {
      const acknowledged = lastOf(await tools.killChild(120));
      if (acknowledged.index >= 0 && tools.random() < 0.5) cutPower(tools, acknowledged);
      const count = await countSound(tools.folder);
      if (count <= acknowledged.index)
        throw new Error(`${acknowledged.index} was confirmed, ${count} records are there`);
    }
  },
  async child(folder, say) {
    let next = 0;
    const opened = await Journal.open({ folder, segmentBytes: SEGMENT_BYTES, onRecord: () => (next += 1) });
    if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.message}`);
    const { journal } = opened.value;
    await new Promise((_, reject) => {
      const append = (): void =>
        journal.append(
          recordOf(next++),
          ({ index, position }) => {
            say(`${index} ${position.segment} ${position.offset}`);
            append();
          },
          reject,
        );
      for (let i = 0; i < IN_FLIGHT; i++) append();
    });
  },
};
