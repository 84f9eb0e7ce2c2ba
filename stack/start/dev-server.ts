/** `npm run dev`: Vite serves the client with hot reload and hands everything else to the running gateway. */
import path from 'node:path';
import { createServer } from 'vite';

/** Resolves to the address of the hot client. */
export async function startDevServer(root: string, gatewayAddress: string, port: number): Promise<string> {
  const target = { target: gatewayAddress, changeOrigin: false };
  const server = await createServer({
    root,
    configFile: path.join(root, 'vite.config.ts'),
    server: { port, strictPort: true, proxy: { '/api': target, '/district': target, '/healthz': target } },
  });
  await server.listen();
  return `http://localhost:${port}/`;
}
