/** The HTTP face of the case service; the gateway stands before it (docs/case-service.md). */
import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { FileCaseSchema } from '../../contracts/case.ts';
import { CASE_ROUTES, CaseListQuerySchema, CaseParametersSchema } from '../../contracts/http/case-routes.ts';
import { joinRoutes } from '../../contracts/http/route.ts';
import type { PartHealthSchema } from '../../contracts/health.ts';
import type { HttpError } from '../../contracts/http-error.ts';
import type { Right, TokenClaims } from '../../contracts/identity.ts';
import type { CaseDesk } from '../cases/case-desk.ts';
import type { Authenticate } from './authenticate.ts';

const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  'not-signed-in': 401,
  'not-allowed': 403,
  'no-such-case': 404,
  'request-id-reused': 409,
  'ledger-write-failed': 503,
  'ledger-read-failed': 500,
  'database-unavailable': 503,
  'record-missing': 500,
  'unreadable-entry': 500,
  'no-such-entry': 500,
};
const BODY_LIMIT_BYTES = 64 * 1024;

export interface CaseServerParts {
  readonly desk: CaseDesk;
  readonly authenticate: Authenticate;
  readonly health: () => z.infer<typeof PartHealthSchema>;
  readonly log: (line: string) => void;
}

async function refuse(reply: FastifyReply, error: HttpError, status?: number): Promise<void> {
  await reply.code(status ?? STATUS_OF_CODE[error.code] ?? 400).send(error);
}

/** The parsed value, or null after the refusal has been sent, naming the first field that is wrong. */
async function parsed<T>(reply: FastifyReply, schema: z.ZodType<T>, value: unknown): Promise<T | null> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  const message = `${field === '' ? 'request' : field}: ${issue?.message ?? 'is invalid'}`;
  await refuse(reply, { code: 'invalid-request', message, ...(field === '' ? {} : { field }) });
  return null;
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown;

function addRoutes(server: FastifyInstance, { desk, authenticate, health }: CaseServerParts): void {
  const signedIn = async (
    request: FastifyRequest,
    reply: FastifyReply,
    right: Right,
  ): Promise<TokenClaims | null> => {
    const claims = await authenticate(request.headers.authorization, right);
    if (claims.ok) return claims.value;
    await refuse(reply, claims.error);
    return null;
  };

  const handlers: Readonly<Record<keyof typeof CASE_ROUTES, Handler>> = {
    health: () => health(),

    listCases: async (request, reply) => {
      const claims = await signedIn(request, reply, 'cases-read');
      const query = claims && (await parsed(reply, CaseListQuerySchema, request.query));
      return claims && query ? await desk.list(claims.organisation, query.limit) : reply;
    },

    fileCase: async (request, reply) => {
      const claims = await signedIn(request, reply, 'cases-write');
      const body = claims && (await parsed(reply, FileCaseSchema, request.body));
      if (!claims || !body) return reply;
      const filer = { account: claims.sub, name: claims.name, organisation: claims.organisation };
      const filed = await desk.file(body, filer);
      if (filed.ok) await reply.code(filed.value.isNew ? 201 : 200).send(filed.value.sheet);
      else await refuse(reply, filed.error);
      return reply;
    },

    readCase: async (request, reply) => {
      const claims = await signedIn(request, reply, 'cases-read');
      const params = claims && (await parsed(reply, CaseParametersSchema, request.params));
      if (!claims || !params) return reply;
      const sheet = await desk.sheet(claims.organisation, params.id);
      if (sheet.ok) return sheet.value;
      await refuse(reply, sheet.error);
      return reply;
    },

    readReceipt: async (request, reply) => {
      const claims = await signedIn(request, reply, 'cases-read');
      const params = claims && (await parsed(reply, CaseParametersSchema, request.params));
      if (!claims || !params) return reply;
      const receipt = await desk.receipt(claims.organisation, params.id);
      if (receipt.ok) return receipt.value;
      await refuse(reply, receipt.error);
      return reply;
    },
  };
  for (const { method, url, handler } of joinRoutes(CASE_ROUTES, handlers))
    server.route({ method, url, handler });
}

export function createCaseServer(parts: CaseServerParts): FastifyInstance {
  const server = Fastify({ logger: false, bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true });
  server.setNotFoundHandler((request, reply) =>
    refuse(
      reply,
      { code: 'not-found', message: `${request.method} ${request.url.split('?')[0] ?? ''}` },
      404,
    ),
  );
  server.setErrorHandler(async (cause, _request, reply) => {
    const status = cause instanceof Error && 'statusCode' in cause ? Number(cause.statusCode) : 500;
    if (status >= 400 && status < 500) {
      await refuse(reply, { code: 'invalid-request', message: String(cause) }, status);
      return;
    }
    // The database is the only thing here that throws in normal life; the case itself is safe in the ledger.
    parts.log(`request failed: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`);
    await refuse(reply, { code: 'unavailable', message: 'try the same request again' }, 503);
  });
  addRoutes(server, parts);
  return server;
}
