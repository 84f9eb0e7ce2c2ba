/** Gathers what arrives while the disk is busy into one next commit, so that many callers share one fsync. */
export class GroupCommit<Item, Answer> {
  readonly #commit: (items: readonly Item[]) => Promise<readonly Answer[]>;
  readonly #maxItems: number;
  #waiting: { item: Item; resolve: (answer: Answer) => void; reject: (cause: unknown) => void }[] = [];
  #running: Promise<void> | null = null;

  /** @param commit makes the items durable in the given order and answers one for one */
  constructor(commit: (items: readonly Item[]) => Promise<readonly Answer[]>, maxItems = 512) {
    this.#commit = commit;
    this.#maxItems = maxItems;
  }

  submit(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when everything submitted so far has been answered. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#maxItems);
      try {
        const answers = await this.#commit(batch.map((waiting) => waiting.item));
        batch.forEach((waiting, i) => {
          const answer = answers[i];
          if (answer === undefined) waiting.reject(new Error(`commit gave no answer ${i}`));
          else waiting.resolve(answer);
        });
      } catch (cause) {
        for (const waiting of batch) waiting.reject(cause);
      }
    }
    this.#running = null;
  }
}
