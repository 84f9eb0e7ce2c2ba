/** Starts the worker of analyses/; the bundler follows the URL and makes it a file of its own. */
export function spawnAnalysisWorker(): Worker {
  return new Worker(new URL('../../analyses/worker/entry.ts', import.meta.url), {
    type: 'module',
    name: 'analyses',
  });
}
