/**
 * The one way the client speaks HTTP: same origin, JSON, every answer read through its contract.
 * A failure is a value that says what the interface can explain: no answer, refused, or not understood.
 */
import './zod-jitless.ts';
import type { z } from 'zod';
import { HttpErrorSchema } from '../../contracts/http-error.ts';
import { err, ok, type Result } from '../../contracts/result.ts';

export interface HttpFailure {
  readonly code: string;
  readonly message: string;
  /** 0 when no answer came. */
  readonly status: number;
  readonly field?: string;
}

export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** A 401 to this request says nothing about the session (signing in itself). */
  readonly ignoreUnauthorised?: boolean;
}

const unauthorisedListeners = new Set<() => void>();

/** Calls back when the server no longer knows the session. Returns the way to stop listening. */
export function onUnauthorised(listener: () => void): () => void {
  unauthorisedListeners.add(listener);
  return () => unauthorisedListeners.delete(listener);
}

function fetchOptions(request: HttpRequest): RequestInit {
  const method = request.method ?? 'GET';
  const headers: Record<string, string> = { accept: 'application/json' };
  if (method !== 'GET') headers['x-chengkan'] = '1';
  if (request.body !== undefined) headers['content-type'] = 'application/json';
  return {
    method,
    headers,
    credentials: 'same-origin',
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  };
}

async function readFailure(response: Response): Promise<HttpFailure> {
  const parsed = HttpErrorSchema.safeParse(await response.json().catch(() => null));
  const { status } = response;
  if (!parsed.success) return { code: `http-${status}`, message: response.statusText, status };
  const { code, message, field } = parsed.data;
  return { code, message, status, ...(field === undefined ? {} : { field }) };
}

async function answerTo(path: string, request: HttpRequest): Promise<Result<Response, HttpFailure>> {
  let response: Response;
  try {
    response = await fetch(path, fetchOptions(request));
  } catch (cause) {
    const aborted = request.signal?.aborted === true;
    return err({ code: aborted ? 'aborted' : 'network', message: `${path}: ${String(cause)}`, status: 0 });
  }
  if (response.ok) return ok(response);
  const failure = await readFailure(response);
  if (response.status === 401 && request.ignoreUnauthorised !== true) {
    for (const listener of unauthorisedListeners) listener();
  }
  return err(failure);
}

/**
 * Sends and reads by `schema`. Errors: `network`, `aborted`, `bad-answer` (not what the contract says),
 * otherwise the server's own code.
 */
export async function requestJson<Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  request: HttpRequest = {},
): Promise<Result<z.output<Schema>, HttpFailure>> {
  const answer = await answerTo(path, request);
  if (!answer.ok) return answer;
  const body: unknown = await answer.value.json().catch(() => undefined);
  const parsed = schema.safeParse(body);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  const place = issue === undefined ? '' : `${issue.path.join('.')}: ${issue.message}`;
  return err({ code: 'bad-answer', message: `${path}: ${place}`, status: answer.value.status });
}

/** Sends something whose answer has no body worth reading. */
export async function requestNothing(path: string, request: HttpRequest): Promise<Result<null, HttpFailure>> {
  const answer = await answerTo(path, request);
  return answer.ok ? ok(null) : answer;
}
