/** Search over everything that has a name or number. Pure; a district has a few thousand entries, so a scan is fast enough. */
import type { ThingKind } from '../../ui/selection.store.ts';
import type { Speller } from './spelling.ts';

export interface Findable {
  readonly kind: ThingKind | 'place';
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  /** more words to find it by: the road of a cover */
  readonly beside: { readonly zh: string; readonly en: string };
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  readonly orthometricHeightM: number | null;
}

/** Of equally good answers the place comes before what stands in it. */
const KINDS: readonly Findable['kind'][] = [
  'place',
  'zone',
  'building',
  'cover',
  'station',
  'camera',
  'case',
];
const NOTHING = 9;
const simple = (text: string): string => text.normalize('NFKC').toLowerCase();

/** 0 the very thing … NOTHING not it. Digits alone find a number whatever its zeros: 7 finds cover-007. */
function rankOf(query: string, entry: Findable): number {
  const id = simple(entry.id);
  const names = [simple(entry.zh), simple(entry.en)];
  if (id === query || names.includes(query)) return 0;
  if (/^\d+$/.test(query) && Number(/(\d+)$/.exec(id)?.[1] ?? Number.NaN) === Number(query)) return 1;
  if ([id, ...names].some((text) => text.startsWith(query))) return 2;
  if ([id, ...names].some((text) => text.includes(query))) return 3;
  const all = [id, ...names, simple(entry.beside.zh), simple(entry.beside.en)].join(' ');
  return query.split(/\s+/).every((word) => all.includes(word)) ? 4 : NOTHING;
}

/** As typed with a Chinese keyboard: laowaitan, lao wai tan, xi'an, lwt. One letter would find everything. */
function spelledRankOf(query: string, entry: Findable, speller: Speller): number {
  const letters = query.replace(/[\s']/g, '');
  if (!/^[a-z]{2,}$/.test(letters)) return NOTHING;
  const byName = speller.match(entry.zh, letters);
  if (byName !== null) return 5 + byName;
  return speller.match(entry.beside.zh, letters) === null ? NOTHING : 7;
}

/** @param speller null while its dictionary is not here */
export function searchEntries(
  entries: readonly Findable[],
  text: string,
  limit: number,
  speller: Speller | null,
): Findable[] {
  const query = simple(text.trim());
  if (query === '') return [];
  return entries
    .map((entry) => {
      const rank = rankOf(query, entry);
      return {
        entry,
        rank: rank < NOTHING || speller === null ? rank : spelledRankOf(query, entry, speller),
      };
    })
    .filter(({ rank }) => rank < NOTHING)
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        KINDS.indexOf(a.entry.kind) - KINDS.indexOf(b.entry.kind) ||
        a.entry.id.localeCompare(b.entry.id),
    )
    .slice(0, limit)
    .map(({ entry }) => entry);
}
