/** Findings of one file by code: the first line and how many there are. */
import type { ObjFinding } from './model.ts';

export class FindingList {
  readonly #byCode = new Map<string, { readonly line: number; readonly message: string; count: number }>();

  add(code: string, line: number, message: string): void {
    const known = this.#byCode.get(code);
    if (known === undefined) this.#byCode.set(code, { line, message, count: 1 });
    else known.count += 1;
  }

  all(): ObjFinding[] {
    return [...this.#byCode].map(([code, found]) => ({ code, ...found }));
  }
}
