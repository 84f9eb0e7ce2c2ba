/**
 * A surface of the district in the worker: fetched once, checked against the digest of the manifest, kept for all runs.
 * What is not the pinned data is refused, so that an answer can be repeated.
 */
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import type { AnalysisClient, JobOutput } from './analysis-client.ts';

export interface PinnedSurface {
  readonly id: string;
  readonly url: string;
  /** hexadecimal */
  readonly sha256: string;
}

export type SurfaceStage = 'fetch' | 'check' | 'read';
/** @param fraction 0 … 1 of the stage, null when it cannot be known */
export type OnSurfaceStage = (stage: SurfaceStage, fraction: number | null) => void;

async function bytesOf(
  url: string,
  signal: AbortSignal,
  onFraction: (fraction: number | null) => void,
): Promise<Result<ArrayBuffer, CodedError>> {
  const response = await fetch(url, { signal, credentials: 'same-origin' });
  if (!response.ok || response.body === null)
    return err({ code: `http-${response.status}`, message: `${url}: ${response.statusText}` });
  const expected = Number(response.headers.get('content-length') ?? Number.NaN);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value);
    length += value.length;
    onFraction(expected > 0 ? Math.min(1, length / expected) : null);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return ok(bytes.buffer);
}

async function sha256Of(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Rejects with an `AbortError` when `signal` aborts.
 * Errors: `http-…`, `digest-mismatch`, and those of the job `load-surface`.
 */
export async function loadPinnedSurface(
  client: AnalysisClient,
  surface: PinnedSurface,
  signal: AbortSignal,
  onStage: OnSurfaceStage,
): Promise<JobOutput<'load-surface'>> {
  onStage('fetch', 0);
  const bytes = await bytesOf(surface.url, signal, (fraction) => onStage('fetch', fraction));
  if (!bytes.ok) return bytes;
  onStage('check', null);
  const found = await sha256Of(bytes.value);
  if (found !== surface.sha256) {
    const message = `${surface.url} has SHA-256 ${found}, the manifest says ${surface.sha256}`;
    return err({ code: 'digest-mismatch', message });
  }
  onStage('read', null);
  return await client.run('load-surface', { surfaceId: surface.id, bytes: bytes.value }, signal, [
    bytes.value,
  ]);
}
