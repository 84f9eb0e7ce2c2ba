/** Answers job messages with replies: each job gets exactly one. */
import type { Handlers } from './handlers.ts';
import type { FromWorker, JobMap, JobRequest, ToWorker } from './protocol.ts';
import { Cancelled } from './run-in-turns.ts';

export function serveJobs(
  handlers: Handlers,
  reply: (message: FromWorker) => void,
): (message: ToWorker) => void {
  const cancelled = new Set<number>();
  const running = new Set<number>();

  const outputOf = (request: JobRequest): Promise<JobMap[JobRequest['kind']]['output']> => {
    const isCancelled = (): boolean => cancelled.has(request.jobId);
    switch (request.kind) {
      case 'load-surface':
        return handlers['load-surface'](request.input, isCancelled);
      case 'surface-heights':
        return handlers['surface-heights'](request.input, isCancelled);
      case 'line-of-sight':
        return handlers['line-of-sight'](request.input, isCancelled);
    }
  };

  const run = async (request: JobRequest): Promise<void> => {
    const { jobId } = request;
    running.add(jobId);
    try {
      reply({ type: 'done', jobId, output: await outputOf(request) });
    } catch (cause) {
      if (cause instanceof Cancelled) reply({ type: 'cancelled', jobId });
      else reply({ type: 'crashed', jobId, message: cause instanceof Error ? cause.message : String(cause) });
    } finally {
      running.delete(jobId);
      cancelled.delete(jobId);
    }
  };

  return (message) => {
    if (message.type === 'run') void run(message);
    // A cancel that comes after the reply is late, and forgotten.
    else if (running.has(message.jobId)) cancelled.add(message.jobId);
  };
}
