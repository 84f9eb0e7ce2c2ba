/**
 * `npm run dev`: Vite serves the client with hot reload and hands everything else to the running gateway.
 * The page has an origin of its own, which the gateway and the broker are told; it carries the isolation headers of the
 * gateway, but not its content security policy, which forbids what hot reload does.
 */
import path from 'node:path';
import type { ViteDevServer } from 'vite';
import { createServer } from 'vite';

/** First segments of the paths that the gateway answers. */
const GATEWAY_PATHS = ['/api', '/district', '/healthz', '/ca.crt', '/trust'];

/** What the stack writes while it runs, and what it builds, is not source. */
const NOT_SOURCE = ['**/.cache/**', '**/.chengkan/**', '**/dist/**', '**/test-results/**'];

export async function startDevServer(
  root: string,
  gatewayAddress: string,
  origin: string,
): Promise<ViteDevServer> {
  const target = { target: gatewayAddress, changeOrigin: false, secure: false };
  const server = await createServer({
    root,
    configFile: path.join(root, 'vite.config.ts'),
    cacheDir: path.join(root, '.cache', 'vite'),
    server: {
      host: new URL(origin).hostname,
      port: Number(new URL(origin).port),
      strictPort: true,
      headers: {
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
      },
      proxy: Object.fromEntries(GATEWAY_PATHS.map((each) => [each, target])),
      watch: { ignored: NOT_SOURCE },
    },
  });
  await server.listen();
  return server;
}
