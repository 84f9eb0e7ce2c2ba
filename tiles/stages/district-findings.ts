/** Gathers what is wrong with a district; paths are `file` or `file#/place/in/it`. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BoundsDeg } from '../../contracts/district.ts';
import type { Finding } from '../../contracts/finding.ts';

export class DistrictFindings {
  readonly findings: Finding[] = [];
  files = 0;
  features = 0;

  constructor(readonly folder: string) {}

  error(code: string, path: string, message: string): void {
    this.findings.push({ code, path, severity: 'error', message });
  }

  warning(code: string, path: string, message: string): void {
    this.findings.push({ code, path, severity: 'warning', message });
  }

  /** Path on disk, or null after a finding. */
  async fileAt(relativePath: string, namedAt: string): Promise<string | null> {
    const path = join(this.folder, relativePath);
    const found = await stat(path).catch(() => null);
    if (found?.isFile() === true) {
      this.files += 1;
      return path;
    }
    this.error('FILE_MISSING', relativePath, `${namedAt} names it, and it is not there`);
    return null;
  }

  async digestOf(path: string, relativePath: string, expected: string): Promise<void> {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path)) hash.update(chunk);
    const actual = hash.digest('hex');
    if (actual !== expected) {
      this.error('DIGEST_MISMATCH', relativePath, `SHA-256 is ${actual}, the manifest says ${expected}`);
    }
  }

  /** Parsed JSON, or undefined after a finding. */
  async jsonAt(path: string, relativePath: string): Promise<unknown> {
    try {
      const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
      return parsed;
    } catch (cause) {
      this.error('NOT_JSON', relativePath, cause instanceof Error ? cause.message : String(cause));
      return undefined;
    }
  }
}

export const boundsMeet = (a: BoundsDeg, b: BoundsDeg): boolean =>
  a.westDeg < b.eastDeg && b.westDeg < a.eastDeg && a.southDeg < b.northDeg && b.southDeg < a.northDeg;

const showBounds = ({ westDeg, southDeg, eastDeg, northDeg }: BoundsDeg): string =>
  [westDeg, southDeg, eastDeg, northDeg].map((deg) => deg.toFixed(6)).join(', ');

export function differOf(a: BoundsDeg, b: BoundsDeg, toleranceDeg: number): string | null {
  const differs =
    Math.abs(a.westDeg - b.westDeg) > toleranceDeg ||
    Math.abs(a.southDeg - b.southDeg) > toleranceDeg ||
    Math.abs(a.eastDeg - b.eastDeg) > toleranceDeg ||
    Math.abs(a.northDeg - b.northDeg) > toleranceDeg;
  return differs ? `${showBounds(a)} against ${showBounds(b)}` : null;
}
