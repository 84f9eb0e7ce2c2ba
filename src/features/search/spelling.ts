/**
 * Chinese names by the letters of their pinyin: `laowaitan` and `lwt` find 老外滩. The dictionary (148 KB compressed) comes
 * with the first opening of the search, not with the page; without it the search works by characters.
 */
type SyllablesOf = (han: string) => readonly string[];

/** Spells runs of Han characters, each distinct one once: thousands of entries share a few hundred names. */
export class Speller {
  private readonly syllablesOf: SyllablesOf;
  private readonly known = new Map<string, readonly string[]>();

  constructor(syllablesOf: SyllablesOf) {
    this.syllablesOf = syllablesOf;
  }

  /** 0 the name begins with the letters, 1 a later character does, null neither. Syllables whole (the last may be cut) or initials. */
  match(name: string, letters: string): 0 | 1 | null {
    let later: 1 | null = null;
    for (const han of name.match(/\p{Script=Han}+/gu) ?? []) {
      const syllables = this.spell(han);
      const initials = syllables.map((syllable) => syllable[0] ?? '').join('');
      for (let begin = 0; begin < syllables.length; begin++) {
        const fits = [syllables.slice(begin).join(''), initials.slice(begin)].some((each) =>
          each.startsWith(letters),
        );
        if (!fits) continue;
        if (begin === 0 && name.startsWith(han)) return 0;
        later = 1;
      }
    }
    return later;
  }

  private spell(han: string): readonly string[] {
    const known = this.known.get(han);
    if (known !== undefined) return known;
    const syllables = this.syllablesOf(han);
    this.known.set(han, syllables);
    return syllables;
  }
}

let loading: Promise<Speller> | null = null;

/** Rejects when the chunk cannot be fetched; the next call tries again. */
export function loadSpeller(): Promise<Speller> {
  loading ??= import('pinyin-pro').then(
    // ü is typed as v on every Chinese keyboard
    ({ pinyin }) => new Speller((han) => pinyin(han, { toneType: 'none', type: 'array', v: true })),
  );
  loading.catch(() => (loading = null));
  return loading;
}
