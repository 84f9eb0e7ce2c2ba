/** One way to say no, and one way to read a body. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { HttpError } from '../../contracts/http-error.ts';
import { err, ok, type Result } from '../../contracts/result.ts';

export interface Refusal extends HttpError {
  readonly status: number;
}

export function refuse(reply: FastifyReply, { status, ...body }: Refusal): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').send(body);
}

/** Errors: `body-invalid`, naming the field. */
export function readBody<T extends z.ZodType>(
  request: FastifyRequest,
  schema: T,
): Result<z.output<T>, Refusal> {
  const parsed = schema.safeParse(request.body);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') || 'body';
  return err({
    status: 400,
    code: 'body-invalid',
    message: `${field}: ${issue?.message ?? 'invalid'}`,
    field,
  });
}
