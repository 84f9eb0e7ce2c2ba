/**
 * Id of an occurrence: shaped like a ULID, but made of the place of its frame in the journal,
 * so that a rebuild from the journal gives the same id. Lower case, since it stands in topics.
 */
const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * @param receivedAtUtcMs of the frame, 48 bits: ids sort by time
 * @param index of the record in the journal, 64 bits
 * @param ordinal among the alarms of that record, 16 bits
 */
export function occurrenceId(receivedAtUtcMs: number, index: number, ordinal: number): string {
  let bits = (BigInt(Math.floor(receivedAtUtcMs)) << 80n) | (BigInt(index) << 16n) | BigInt(ordinal & 0xffff);
  let text = '';
  for (let at = 0; at < 26; at++) {
    text = `${CROCKFORD.charAt(Number(bits & 31n))}${text}`;
    bits >>= 5n;
  }
  return text;
}
