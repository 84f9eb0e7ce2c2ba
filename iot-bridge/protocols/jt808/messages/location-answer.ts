/** 0x0201 answer to a location query (0x8201): serial of the query, then a location. Source: JT/T 808-2019 8.21. */
import { ByteReader } from '../bytes.ts';
import type { Location } from './location.ts';
import { decodeLocation } from './location.ts';

export const LOCATION_ANSWER = 0x0201;

interface LocationAnswer {
  readonly replySerial: number;
  readonly location: Location;
}

export function decodeLocationAnswer(body: Buffer): LocationAnswer | null {
  const reader = new ByteReader(body);
  const replySerial = reader.word();
  const location = decodeLocation(reader.rest());
  return location === null ? null : { replySerial, location };
}
