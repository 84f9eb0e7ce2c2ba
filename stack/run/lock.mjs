/** A lock between processes: a folder that names its owner; a dead owner's lock is taken over. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

function take(folder) {
  try {
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'pid'), String(process.pid));
    return true;
  } catch {
    return false;
  }
}

function ownerIsAlive(folder) {
  try {
    process.kill(Number(readFileSync(path.join(folder, 'pid'), 'utf8')), 0);
    return true;
  } catch (cause) {
    return cause?.code === 'EPERM';
  }
}

const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

function acquire(folder, say) {
  mkdirSync(path.dirname(folder), { recursive: true });
  for (let round = 0; !take(folder); round++) {
    if (round === 10) say(`Waiting for another process that holds ${path.basename(folder)} …`);
    if (round > 5 && !ownerIsAlive(folder)) rmSync(folder, { recursive: true, force: true });
    else sleep(200);
  }
}

export function withLock(folder, say, work) {
  acquire(folder, say);
  const release = () => {
    process.off('exit', release);
    rmSync(folder, { recursive: true, force: true });
  };
  // A refusal inside `work` leaves by process.exit.
  process.once('exit', release);
  let result;
  try {
    result = work();
  } catch (cause) {
    release();
    throw cause;
  }
  if (result instanceof Promise) return result.finally(release);
  release();
  return result;
}
