/**
 * A PMTiles archive on disk: tiles go to a spool beside it as they come, equal ones once; at the end head and tiles are
 * written in order under a temporary name and renamed, so nothing half-written bears the real name.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { planArchive } from '../../formats/pmtiles/write.ts';
import type { ArchiveDescription, TileRecord } from '../../formats/pmtiles/write.ts';

export interface FinishedArchive {
  readonly tiles: number;
  readonly outputBytes: number;
  readonly sha256: string;
}

export class ArchiveFile {
  private readonly contentOfDigest = new Map<string, number>();
  private readonly offsets: number[] = [];
  private readonly lengths: number[] = [];
  private readonly tiles: TileRecord[] = [];
  private spoolBytes = 0;

  private constructor(
    private readonly path: string,
    private readonly spoolPath: string,
    private readonly spool: FileHandle,
  ) {}

  static async create(path: string): Promise<ArchiveFile> {
    await mkdir(dirname(path), { recursive: true });
    const spoolPath = `${path}.${process.pid}.tiles`;
    return new ArchiveFile(path, spoolPath, await open(spoolPath, 'w+'));
  }

  async add(z: number, x: number, y: number, bytes: Uint8Array): Promise<void> {
    const digest = createHash('sha256').update(bytes).digest('base64');
    let content = this.contentOfDigest.get(digest);
    if (content === undefined) {
      content = this.lengths.length;
      const offset = this.spoolBytes;
      this.contentOfDigest.set(digest, content);
      this.offsets.push(offset);
      this.lengths.push(bytes.length);
      this.spoolBytes += bytes.length;
      this.tiles.push({ z, x, y, content });
      await this.spool.write(bytes, 0, bytes.length, offset);
      return;
    }
    this.tiles.push({ z, x, y, content });
  }

  get tileCount(): number {
    return this.tiles.length;
  }

  async finish(
    description: Pick<ArchiveDescription, 'tileType' | 'tileCompression' | 'bounds'>,
    metadata: Readonly<Record<string, unknown>>,
  ): Promise<FinishedArchive> {
    // Tiles finish in any order; the same tiles make the same file.
    const plan = planArchive(this.tiles, this.lengths, {
      ...description,
      metadataJson: new TextEncoder().encode(JSON.stringify(metadata)),
      gzip: (bytes) => gzipSync(bytes),
    });
    const temporaryPath = `${this.path}.${process.pid}.tmp`;
    const file = await open(temporaryPath, 'w');
    const hash = createHash('sha256');
    let outputBytes = 0;
    try {
      const append = async (bytes: Uint8Array): Promise<void> => {
        hash.update(bytes);
        outputBytes += bytes.length;
        await file.write(bytes);
      };
      await append(plan.head);
      for (const content of plan.contentOrder) {
        const bytes = new Uint8Array(this.lengths[content] ?? 0);
        await this.spool.read(bytes, 0, bytes.length, this.offsets[content] ?? 0);
        await append(bytes);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporaryPath, this.path);
    return { tiles: this.tiles.length, outputBytes, sha256: hash.digest('hex') };
  }

  /** Always call it: removes the spool. */
  async close(): Promise<void> {
    await this.spool.close();
    await rm(this.spoolPath, { force: true });
    await rm(`${this.path}.${process.pid}.tmp`, { force: true });
  }
}
