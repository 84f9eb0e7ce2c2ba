/** 0x0704 batch of location reports. Source: JT/T 808-2013 8.49, JT/T 808-2019 8.53. */
import { ByteReader, word } from '../bytes.ts';
import type { Location } from './location.ts';
import { decodeLocation } from './location.ts';

export const LOCATION_BATCH = 0x0704;

export interface LocationBatch {
  /** 0 ordinary batch, 1 made up for a blind area */
  readonly type: number;
  readonly declaredCount: number;
  readonly items: readonly Location[];
}

export function decodeLocationBatch(body: Buffer): LocationBatch | null {
  const reader = new ByteReader(body);
  const declaredCount = reader.word();
  const type = reader.byte();
  const items: Location[] = [];
  while (!reader.overrun && reader.remaining > 0) {
    const location = decodeLocation(reader.bytes(reader.word()));
    if (location === null) return null;
    items.push(location);
  }
  return reader.overrun ? null : { type, declaredCount, items };
}

export function encodeLocationBatch(type: number, bodies: readonly Buffer[]): Buffer {
  return Buffer.concat([
    word(bodies.length),
    Buffer.from([type]),
    ...bodies.flatMap((body) => [word(body.length), body]),
  ]);
}
