/**
 * The one door of the client to the kernels: jobs by name, answers by promise, cancel by signal.
 * One worker serves all jobs, made at the first of them; a worker that dies is replaced at the next, without what it
 * had loaded.
 */
import type { FromWorker, JobKind, JobMap, ToWorker } from '../../analyses/worker/protocol.ts';
import { spawnAnalysisWorker } from './spawn-worker.ts';

export type JobInput<Kind extends JobKind> = JobMap[Kind]['input'];
export type JobOutput<Kind extends JobKind> = JobMap[Kind]['output'];

/** What is needed of a worker. */
export interface JobPort {
  postMessage(message: ToWorker, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<FromWorker>) => void): void;
  addEventListener(type: 'error' | 'messageerror', listener: (event: Event) => void): void;
  terminate(): void;
}

interface Pending {
  readonly done: (output: JobMap[JobKind]['output']) => void;
  readonly failed: (cause: Error) => void;
}

const abortError = (): DOMException => new DOMException('the analysis was cancelled', 'AbortError');

export class AnalysisClient {
  readonly #spawn: () => JobPort;
  readonly #pending = new Map<number, Pending>();
  #port: JobPort | null = null;
  #lastJobId = 0;

  constructor(spawn: () => JobPort = spawnAnalysisWorker) {
    this.#spawn = spawn;
  }

  /**
   * Expected failures are in the output, as a Result. Rejects with an `AbortError` when `signal` aborts, and with an
   * error when the worker crashes.
   * @param transfer buffers of the input that the worker may keep; they are empty here afterwards
   */
  async run<Kind extends JobKind>(
    kind: Kind,
    input: JobInput<Kind>,
    signal?: AbortSignal,
    transfer: Transferable[] = [],
  ): Promise<JobOutput<Kind>> {
    if (signal?.aborted === true) throw abortError();
    const jobId = (this.#lastJobId += 1);
    const port = this.#portOrNew();
    return await new Promise((resolve, reject) => {
      const cancel = (): void => {
        this.#pending.delete(jobId);
        port.postMessage({ type: 'cancel', jobId }, []);
        reject(abortError());
      };
      const settle = (): void => {
        this.#pending.delete(jobId);
        signal?.removeEventListener('abort', cancel);
      };
      this.#pending.set(jobId, {
        done: (output) => {
          settle();
          // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the job id ties the reply to its kind
          resolve(output as JobOutput<Kind>);
        },
        failed: (cause) => {
          settle();
          reject(cause);
        },
      });
      signal?.addEventListener('abort', cancel, { once: true });
      // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- kind and input are one member of the union
      port.postMessage({ type: 'run', jobId, kind, input } as ToWorker, transfer);
    });
  }

  close(): void {
    this.#fail(new Error('the analysis worker was closed'));
  }

  #portOrNew(): JobPort {
    if (this.#port !== null) return this.#port;
    const port = this.#spawn();
    port.addEventListener('message', (event) => this.#onReply(event.data));
    port.addEventListener('error', () => this.#fail(new Error('the analysis worker failed')));
    port.addEventListener('messageerror', () => this.#fail(new Error('an answer could not be read')));
    this.#port = port;
    return port;
  }

  #onReply(message: FromWorker): void {
    const pending = this.#pending.get(message.jobId);
    if (pending === undefined) return;
    if (message.type === 'done') pending.done(message.output);
    else pending.failed(message.type === 'crashed' ? new Error(message.message) : abortError());
  }

  #fail(cause: Error): void {
    this.#port?.terminate();
    this.#port = null;
    for (const pending of [...this.#pending.values()]) pending.failed(cause);
  }
}
