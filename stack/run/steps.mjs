/** Runs the tools of a script one after another and says which one failed. */
import { spawn } from 'node:child_process';
import path from 'node:path';

/** Resolves to {status, output}; the output is shown as it comes. */
export function runTool(root, tool, args, environment = {}) {
  const bin = path.join(root, 'node_modules', '.bin', tool);
  return new Promise((resolve) => {
    const child = spawn(bin, args, {
      cwd: root,
      env: { ...process.env, FORCE_COLOR: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const show = (chunk) => {
      output += chunk;
      process.stderr.write(chunk);
    };
    child.stdout.on('data', show);
    child.stderr.on('data', show);
    child.once('close', (status) => resolve({ status: status ?? 1, output }));
  });
}
