/** What stands in the journal: JSON of one of these. Frames are hex as received, so that they are evidence. */
import { z } from 'zod';

const Received = {
  receivedAtUtcMs: z.number().describe('last byte of the frame, or arrival of the command'),
  connection: z.string().describe('number of the connection since start, and its remote address'),
};

const JournalEntrySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('registration'),
    ...Received,
    phone: z.string(),
    terminal: z.string().describe('maker/model/terminal id, bound to the phone by the first registration'),
    authCodeSha256: z.string(),
    frame: z.string(),
  }),
  z.object({
    kind: z.literal('session'),
    ...Received,
    phone: z.string().describe('authenticated; the frame is left out, since it holds the code'),
  }),
  z.object({ kind: z.literal('frame'), ...Received, phone: z.string(), frame: z.string() }),
  z.object({
    kind: z.literal('acknowledge'),
    receivedAtUtcMs: z.number(),
    alarmId: z.string(),
    expectedVersion: z.int(),
    by: z.string(),
    note: z.string(),
  }),
]);
export type JournalEntry = z.infer<typeof JournalEntrySchema>;

export function encodeEntry(entry: JournalEntry): Buffer {
  return Buffer.from(JSON.stringify(entry));
}

/** Null when the record is none of ours: the journal is damaged above its checksums, or of a later version. */
export function decodeEntry(payload: Buffer): JournalEntry | null {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'));
    const entry = JournalEntrySchema.safeParse(value);
    return entry.success ? entry.data : null;
  } catch {
    return null;
  }
}
