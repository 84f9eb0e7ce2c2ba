/** The module that a browser runs as a dedicated worker. */
import { createHandlers } from './handlers.ts';
import type { ToWorker } from './protocol.ts';
import { serveJobs } from './serve.ts';

const onMessage = serveJobs(createHandlers(), (message) => self.postMessage(message));
// Only `src/analysis/analysis-client.ts` posts here, with these types.
self.addEventListener('message', (event: MessageEvent<ToWorker>) => onMessage(event.data));
