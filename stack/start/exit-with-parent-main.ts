/** Loaded before every part: when the starter is gone (even by kill -9), its end of our standard input closes, and we go too. */
process.stdin.resume();
process.stdin.once('end', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.once('error', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.unref();
