/**
 * HTTP of the bridge, behind the gateway: alarms, acknowledgement, devices, evidence.
 * Every request but /health carries the gateway's token; the part itself verifies it and asks for the right.
 */
import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastify from 'fastify';
import { jwtVerify } from 'jose';
import { z } from 'zod';
import { AcknowledgeSchema } from '../contracts/alarm.ts';
import type { Alarm } from '../contracts/alarm.ts';
import type { Health } from '../contracts/health.ts';
import type { HttpError } from '../contracts/http-error.ts';
import {
  AlarmHistoryQuerySchema,
  FramesQuerySchema,
  IdParametersSchema,
  IOT_ROUTES,
} from '../contracts/http/iot-routes.ts';
import { joinRoutes } from '../contracts/http/route.ts';
import type { Right, TokenClaims } from '../contracts/identity.ts';
import { TOKEN_AUDIENCE, TOKEN_ISSUER, TokenClaimsSchema } from '../contracts/identity.ts';
import type { CodedError, Result } from '../contracts/result.ts';
import { err, ok } from '../contracts/result.ts';
import { alarmHistory } from './alarms/alarm-history.ts';
import type { AlarmEffect } from './alarms/alarm-state.ts';
import type { Intake } from './intake.ts';

interface HttpApiOptions {
  readonly tokenPublicKeyPath: string;
  readonly intake: Intake;
  readonly health: () => Health;
  readonly nowUtcMs: () => number;
}

interface Refusal {
  readonly status: number;
  readonly body: HttpError;
}

const refusal = (status: number, code: string, message: string): Refusal => ({
  status,
  body: { code, message },
});

async function send(reply: FastifyReply, answer: Result<unknown, CodedError & Refusal>): Promise<void> {
  if (answer.ok) await reply.send(answer.value);
  else await reply.code(answer.error.status).send(answer.error.body);
}

const refuse = (status: number, code: string, message: string) =>
  err({ code, message, ...refusal(status, code, message) });

type Answer = Result<unknown, CodedError & Refusal>;

/** Errors: `key-unreadable` when the public key of the tokens cannot be read. */
export async function createHttpApi(options: HttpApiOptions): Promise<Result<FastifyInstance, CodedError>> {
  const key = await readKey(options.tokenPublicKeyPath);
  if (!key.ok) return key;
  const claimsOf = async (request: FastifyRequest): Promise<TokenClaims | null> => {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) return null;
    try {
      const { payload } = await jwtVerify(token, key.value, {
        issuer: TOKEN_ISSUER,
        audience: TOKEN_AUDIENCE,
        algorithms: ['EdDSA'],
      });
      return TokenClaimsSchema.safeParse(payload).data ?? null;
    } catch {
      return null;
    }
  };
  const guarded =
    (right: Right, run: (request: FastifyRequest, claims: TokenClaims) => Promise<Answer> | Answer) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      const claims = await claimsOf(request);
      if (claims === null) {
        return send(reply, refuse(401, 'unauthenticated', 'a valid token of the gateway is needed'));
      }
      if (!claims.rights.includes(right)) {
        return send(reply, refuse(403, 'forbidden', `${claims.role} has no right ${right}`));
      }
      return send(reply, await run(request, claims));
    };
  const app = fastify({ logger: false, bodyLimit: 16 * 1024 });
  addRoutes(app, options, guarded);
  return ok(app);
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
type Guarded = (
  right: Right,
  run: (request: FastifyRequest, claims: TokenClaims) => Promise<Answer> | Answer,
) => Handler;

function addRoutes(app: FastifyInstance, options: HttpApiOptions, guarded: Guarded): void {
  const { intake } = options;
  const { book } = intake;
  app.setErrorHandler(async (error, _request, reply) => {
    const status = statusOf(error);
    const message = status < 500 && error instanceof Error ? error.message : 'the bridge failed';
    await reply.code(status).send(refusal(status, status < 500 ? 'bad-request' : 'internal', message).body);
  });
  app.setNotFoundHandler(async (request, reply) => {
    await reply.code(404).send(refusal(404, 'not-found', request.url.split('?')[0] ?? '').body);
  });
  const handlers: Readonly<Record<keyof typeof IOT_ROUTES, Handler>> = {
    health: async (_request, reply) => {
      const health = options.health();
      await reply.code(health.status === 'down' ? 503 : 200).send(health);
    },
    listAlarms: guarded('alarms-read', () => ok(book.openAlarms())),
    listHistory: guarded('alarms-read', (request) => history(intake, request)),
    readAlarm: guarded('alarms-read', (request) => {
      const id = IdParametersSchema.safeParse(request.params).data?.id ?? '';
      const known = book.alarm(id);
      return known === null ? refuse(404, 'no-such-alarm', `alarm ${id} is unknown`) : ok(known.alarm);
    }),
    acknowledgeAlarm: guarded('alarms-act', (request, claims) => acknowledge(options, request, claims)),
    listDevices: guarded('alarms-read', () => ok(book.devices())),
    listFrames: guarded('alarms-read', (request) => frames(intake, request)),
  };
  for (const { method, url, handler } of joinRoutes(IOT_ROUTES, handlers))
    app.route({ method, url, handler });
}

const statusOf = (error: unknown): number => {
  const parsed = z.object({ statusCode: z.int().min(400).max(599) }).safeParse(error);
  return parsed.success ? parsed.data.statusCode : 500;
};

async function readKey(path: string): Promise<Result<ReturnType<typeof createPublicKey>, CodedError>> {
  try {
    return ok(createPublicKey(await readFile(path)));
  } catch (cause) {
    return err({ code: 'key-unreadable', message: `${path}: ${String(cause)}` });
  }
}

async function acknowledge(
  { intake, nowUtcMs }: HttpApiOptions,
  request: FastifyRequest,
  claims: TokenClaims,
): Promise<Answer> {
  const id = IdParametersSchema.safeParse(request.params).data?.id ?? '';
  const body = AcknowledgeSchema.safeParse(request.body);
  if (!body.success) {
    const issue = body.error.issues[0];
    return refuse(400, 'invalid-body', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
  }
  const known = intake.book.alarm(id);
  if (known === null) return refuse(404, 'no-such-alarm', `alarm ${id} is unknown`);
  const { expectedVersion, note } = body.data;
  // What is refused anyway need not stand in the journal; the state machine decides again, in order
  if (known.alarm.version !== expectedVersion) {
    const message = `expectedVersion is ${expectedVersion}, the alarm has version ${known.alarm.version}`;
    return refuse(409, 'version-conflict', message);
  }
  return new Promise((resolve) => {
    intake.submit(
      {
        kind: 'acknowledge',
        receivedAtUtcMs: nowUtcMs(),
        alarmId: id,
        expectedVersion,
        by: claims.sub,
        note,
      },
      (effects) => resolve(outcome(effects)),
      (cause) => resolve(refuse(503, 'journal-unavailable', cause.message)),
    );
  });
}

function outcome(effects: readonly AlarmEffect[]): Answer {
  const effect = effects[0];
  if (effect === undefined) return refuse(404, 'no-such-alarm', 'the alarm is unknown');
  if (effect.kind === 'refuse') return refuse(409, effect.code, effect.message);
  const alarm: Alarm = effect.alarm;
  return ok(alarm);
}

function history(intake: Intake, request: FastifyRequest): Answer {
  const query = AlarmHistoryQuerySchema.safeParse(request.query);
  if (query.success) return ok(alarmHistory(intake.book.knownAlarms(), query.data));
  const issue = query.error.issues[0];
  return refuse(400, 'invalid-query', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
}

async function frames(intake: Intake, request: FastifyRequest): Promise<Answer> {
  const id = IdParametersSchema.safeParse(request.params).data?.id ?? '';
  const query = FramesQuerySchema.safeParse(request.query);
  if (!query.success) return refuse(400, 'invalid-query', 'limit is a whole number from 1 to 100');
  const positions = intake.book.framesOf(id);
  if (positions === null) return refuse(404, 'no-such-device', `device ${id} is unknown`);
  const entries = await Promise.all(
    positions
      .slice(-query.data.limit)
      .reverse()
      .map((position) => intake.read(position)),
  );
  return ok(
    entries.flatMap((entry) =>
      entry?.kind === 'frame'
        ? [{ receivedAtUtcMs: entry.receivedAtUtcMs, connection: entry.connection, hex: entry.frame }]
        : [],
    ),
  );
}
