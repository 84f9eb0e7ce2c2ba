/** /district/**: the files of the district, each to whoever holds its right. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { GatewayContext } from '../context.ts';
import { refuse } from '../http/refuse.ts';
import { createCompressor } from './compressed.ts';
import { cleanRelativePath, resolveInside } from './resolve-inside.ts';
import { sendFile } from './send-file.ts';

const ParametersSchema = z.object({ '*': z.string() });

/** Asked again every time, so that nothing is shown after signing out; the answer is mostly 304. */
const CACHE_CONTROL = 'private, no-cache';

export function addDistrictRoutes(app: FastifyInstance, { authenticator, district }: GatewayContext): void {
  const compressor = createCompressor();
  app.route({
    method: ['GET', 'HEAD'],
    url: '/district/*',
    handler: async (request, reply) => {
      if (!authenticator.demand(request, reply)) return reply;
      const path = cleanRelativePath(ParametersSchema.parse(request.params)['*']);
      const right = path === null ? undefined : (await district.read()).rightFor(path);
      const file = path === null || right === undefined ? null : await resolveInside(district.path, path);
      if (file === null || right === undefined) {
        return refuse(reply, {
          status: 404,
          code: 'file-unknown',
          message: 'path: not a file of this district',
        });
      }
      if (right !== null && !authenticator.demand(request, reply, right)) return reply;
      return sendFile(request, reply, { path: file, cacheControl: CACHE_CONTROL, compressor });
    },
  });
}
