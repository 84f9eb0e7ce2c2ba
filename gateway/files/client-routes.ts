/** The built client: hashed files for ever, the rest revalidated, and the page with a nonce of its own. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayContext } from '../context.ts';
import { refuse } from '../http/refuse.ts';
import { nonceOf } from '../http/security-headers.ts';
import { createCompressor } from './compressed.ts';
import { cleanRelativePath, resolveInside } from './resolve-inside.ts';
import { sendFile } from './send-file.ts';

const NONCE_PLACEHOLDER = '__CSP_NONCE__';
/** Vite puts a content hash in the name of everything in this folder. */
const HASHED_FOLDER = 'assets/';

async function sendPage(request: FastifyRequest, reply: FastifyReply, folder: string): Promise<FastifyReply> {
  const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => null);
  if (page === null) {
    const message = 'client: there is no index.html; build the client first';
    return refuse(reply, { status: 503, code: 'client-not-built', message });
  }
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(page.replaceAll(NONCE_PLACEHOLDER, nonceOf(request)));
}

function pathOf(request: FastifyRequest): string | null {
  const [encoded = '/'] = request.url.split('?');
  try {
    return decodeURIComponent(encoded).slice(1);
  } catch {
    return null;
  }
}

/** Everything that no other route takes. Paths without an extension are places inside the client. */
export function addClientRoutes(app: FastifyInstance, { config }: GatewayContext): void {
  const compressor = createCompressor();
  const folder = config.clientFolder;
  app.route({
    method: ['GET', 'HEAD'],
    url: '/*',
    handler: async (request, reply) => {
      const requested = pathOf(request);
      if (requested === '' || requested === 'index.html') return sendPage(request, reply, folder);
      const path = requested === null ? null : cleanRelativePath(requested);
      const isPlace = path !== null && !path.startsWith('api/') && !/\.[^/]*$/.test(path);
      if (isPlace) return sendPage(request, reply, folder);
      const file = path === null ? null : await resolveInside(folder, path);
      if (path === null || file === null) {
        return refuse(reply, { status: 404, code: 'file-unknown', message: 'path: there is no such file' });
      }
      const isHashed = path.startsWith(HASHED_FOLDER);
      const cacheControl = isHashed ? 'public, max-age=31536000, immutable' : 'no-cache';
      return sendFile(request, reply, { path: file, cacheControl, compressor });
    },
  });
}
