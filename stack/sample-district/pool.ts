/**
 * A few threads that take tasks in the order given. Without a worker file tasks run in this thread, one after another.
 * `run` rejects when a task crashes, which is a broken invariant of the generator, and when the signal is aborted.
 */
import { Worker } from 'node:worker_threads';
import type { Task, TaskMessage, TaskReply } from './tasks.ts';
import { runTask } from './tasks.ts';

interface Waiting {
  readonly task: Task;
  readonly resolve: () => void;
  readonly reject: (cause: Error) => void;
}

export class TaskPool {
  readonly #seed: number;
  readonly #signal: { readonly aborted: boolean };
  readonly #workers: Worker[] = [];
  readonly #idle: Worker[] = [];
  readonly #queue: Waiting[] = [];
  readonly #running = new Map<Worker, Waiting>();
  #busyHere = false;

  constructor(
    seed: number,
    options: { workerFile: string | null; threads: number; signal: { readonly aborted: boolean } },
  ) {
    this.#seed = seed;
    this.#signal = options.signal;
    if (options.workerFile === null) return;
    for (let i = 0; i < options.threads; i++) {
      const worker = new Worker(options.workerFile);
      worker.on('message', (reply: TaskReply) => this.#settle(worker, reply.crash));
      worker.on('error', (cause) => this.#settle(worker, cause.message));
      this.#workers.push(worker);
      this.#idle.push(worker);
    }
  }

  run(task: Task): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ task, resolve, reject });
      this.#next();
    });
  }

  async close(): Promise<void> {
    for (const waiting of this.#queue.splice(0)) waiting.reject(new Error('the pool was closed'));
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #settle(worker: Worker, crash: string | null): void {
    const waiting = this.#running.get(worker);
    this.#running.delete(worker);
    this.#idle.push(worker);
    if (crash === null) waiting?.resolve();
    else waiting?.reject(new Error(crash));
    this.#next();
  }

  #next(): void {
    const waiting = this.#queue[0];
    if (!waiting) return;
    if (this.#signal.aborted) {
      this.#queue.shift();
      waiting.reject(new Error('cancelled'));
      this.#next();
      return;
    }
    if (this.#workers.length === 0) {
      void this.#runHere();
      return;
    }
    const worker = this.#idle.pop();
    if (!worker) return;
    this.#queue.shift();
    this.#running.set(worker, waiting);
    const message: TaskMessage = { id: 0, seed: this.#seed, task: waiting.task };
    worker.postMessage(message);
    this.#next();
  }

  async #runHere(): Promise<void> {
    if (this.#busyHere) return;
    const waiting = this.#queue.shift();
    if (!waiting) return;
    this.#busyHere = true;
    try {
      await runTask(this.#seed, waiting.task);
      waiting.resolve();
    } catch (cause) {
      waiting.reject(cause instanceof Error ? cause : new Error(String(cause)));
    }
    this.#busyHere = false;
    this.#next();
  }
}
