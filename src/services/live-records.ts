/**
 * Retained records as a set: what the broker says is what is open. Pure, so that the rules can be tested without a broker.
 * Every record has a version that only grows; older news of a record is no news.
 */
export interface Versioned {
  readonly id: string;
  readonly version: number;
}

export type Records<T extends Versioned> = Readonly<Record<string, T>>;

/** Takes `record` in unless the same or a newer version is known; the same object when nothing changed. */
export function withRecord<T extends Versioned>(records: Records<T>, record: T): Records<T> {
  const known = records[record.id];
  if (known !== undefined && known.version >= record.version) return records;
  return { ...records, [record.id]: record };
}

export function withoutRecord<T extends Versioned>(records: Records<T>, id: string): Records<T> {
  if (records[id] === undefined) return records;
  const { [id]: gone, ...rest } = records;
  return gone === undefined ? records : rest;
}

/**
 * After a (re)connection the broker sends every retained record again. What was known and did not come is closed:
 * it ended while nobody listened.
 */
export function afterSnapshot<T extends Versioned>(
  records: Records<T>,
  seen: ReadonlySet<string>,
): Records<T> {
  const gone = Object.keys(records).filter((id) => !seen.has(id));
  if (gone.length === 0) return records;
  return Object.fromEntries(Object.entries(records).filter(([id]) => seen.has(id)));
}
