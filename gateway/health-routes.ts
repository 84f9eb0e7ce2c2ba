/** GET /healthz: every part asked anew, and every listener. Answers 200 only when all of it is well. */
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { PartHealthSchema, type Health } from '../contracts/health.ts';
import type { GatewayContext } from './context.ts';

type PartHealth = z.infer<typeof PartHealthSchema>;

const TIMEOUT_MS = 1500;

async function healthOf(port: number): Promise<PartHealth> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body = PartHealthSchema.safeParse(await response.json());
    if (body.success) return body.data;
    return { status: 'down', detail: `answers ${response.status} without saying how it is` };
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    return { status: 'down', detail: isLate ? `no answer within ${TIMEOUT_MS} ms` : 'cannot be reached' };
  }
}

export function addHealthRoutes(app: FastifyInstance, { config, district }: GatewayContext): void {
  async function ownHealth(): Promise<PartHealth> {
    try {
      await district.read();
      return { status: 'ok' };
    } catch {
      return { status: 'degraded', detail: 'district.json cannot be read' };
    }
  }

  app.get('/healthz', async (_request, reply) => {
    const asked = Object.entries(config.parts).map(async ([part, port]): Promise<[string, PartHealth]> => [
      part,
      await healthOf(port),
    ]);
    const parts = Object.fromEntries([['gateway', await ownHealth()], ...(await Promise.all(asked))]);
    const states = Object.values(parts).map(({ status }) => status);
    const status = states.includes('down') ? 'down' : states.includes('degraded') ? 'degraded' : 'ok';
    const health: Health = { status, parts, listeners: config.listeners };
    return reply
      .code(status === 'ok' ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(health);
  });
}
