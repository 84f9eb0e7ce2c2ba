import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterSnapshot, withoutRecord, withRecord, type Records, type Versioned } from './live-records.ts';

const record = fc.record(
  { id: fc.constantFrom('a', 'b', 'c', 'd'), version: fc.nat(9) },
  { noNullPrototype: true },
);

const sorted = (records: Records<Versioned>): Versioned[] =>
  Object.values(records).sort((a, b) => a.id.localeCompare(b.id));

describe('live records', () => {
  test('property: the order of delivery does not matter, the newest version stays', () => {
    fc.assert(
      fc.property(fc.array(record), (records) => {
        const forward = records.reduce<Records<Versioned>>(withRecord, {});
        const backward = [...records].reverse().reduce<Records<Versioned>>(withRecord, {});
        expect(sorted(forward)).toEqual(sorted(backward));
      }),
    );
  });

  test('property: a delivery repeated changes nothing, not even the object', () => {
    fc.assert(
      fc.property(fc.array(record), record, (records, again) => {
        const once = withRecord(records.reduce<Records<Versioned>>(withRecord, {}), again);
        expect(withRecord(once, again)).toBe(once);
      }),
    );
  });

  test('property: after a snapshot exactly the seen ones are open', () => {
    fc.assert(
      fc.property(fc.array(record), fc.array(fc.constantFrom('a', 'b', 'c')), (records, ids) => {
        const seen = new Set<string>(ids);
        const known = records.reduce<Records<Versioned>>(withRecord, {});
        expect(Object.keys(afterSnapshot(known, seen)).sort()).toEqual(
          Object.keys(known)
            .filter((id) => seen.has(id))
            .sort(),
        );
      }),
    );
  });

  test('golden: an alarm that closed while the line was down is gone, the others keep their identity', () => {
    const known = { a: { id: 'a', version: 2 }, b: { id: 'b', version: 1 } };
    const after = afterSnapshot(known, new Set(['a']));
    expect(after).toEqual({ a: { id: 'a', version: 2 } });
    expect(after['a']).toBe(known.a);
    expect(afterSnapshot(known, new Set(['a', 'b']))).toBe(known);
  });

  test('golden: removing what is not there is no change', () => {
    const known = { a: { id: 'a', version: 2 } };
    expect(withoutRecord(known, 'z')).toBe(known);
    expect(withoutRecord(known, 'a')).toEqual({});
  });
});
