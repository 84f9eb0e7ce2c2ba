/** Findings of one kind as one: a survey with a hundred thousand missing files says so once, with the first names. */
import type { Finding } from '../../contracts/finding.ts';

const NAMES = 5;

interface Group {
  readonly first: Finding;
  readonly names: string[];
  count: number;
}

export class FindingGroups {
  readonly #groups = new Map<string, Group>();

  /** Those with one code, severity and message stand together. */
  add(finding: Finding): void {
    const key = `${finding.code}\n${finding.severity}\n${finding.message}`;
    const group = this.#groups.get(key);
    if (group === undefined) {
      this.#groups.set(key, { first: finding, names: [], count: 1 });
      return;
    }
    group.count += 1;
    const named = group.first.path === finding.path || group.names.includes(finding.path);
    if (!named && group.names.length < NAMES - 1) group.names.push(finding.path);
  }

  list(): Finding[] {
    return [...this.#groups.values()].map(({ first, names, count }) => {
      if (count === 1) return first;
      const also = names.length === 0 ? '' : `, also ${names.join(', ')}`;
      const more = names.length === NAMES - 1 ? ', …' : '';
      return { ...first, message: `${first.message} (${count} times${also}${more})` };
    });
  }
}
