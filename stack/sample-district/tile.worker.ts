/** A thread of the generator: runs one task at a time and answers with its id. */
import { parentPort } from 'node:worker_threads';
import type { TaskMessage, TaskReply } from './tasks.ts';
import { runTask } from './tasks.ts';

const port = parentPort;
if (!port) throw new Error('tile.worker runs in a worker thread');

port.on('message', (message: TaskMessage) => {
  const reply = (crash: string | null): void => {
    const answer: TaskReply = { id: message.id, crash };
    port.postMessage(answer);
  };
  runTask(message.seed, message.task).then(
    () => reply(null),
    (cause: unknown) => reply(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)),
  );
});
