/**
 * The OpenAPI document of route descriptions. Schemas by zod's own z.toJSONSchema, whose dialect (2020-12) is that of
 * OpenAPI 3.1: one schema checks a request and describes it, and no further library stands between them.
 * Source: OpenAPI Specification 3.1.1.
 */
import { z } from 'zod';
import { HttpErrorSchema } from '../../contracts/http-error.ts';
import type { RouteAnswer, RouteDescription } from '../../contracts/http/route.ts';

type Json = Readonly<Record<string, unknown>>;

/** What a caller sends is the input of a schema, what it gets is the output. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io });
  return $schema === undefined ? {} : rest;
}

function parametersIn(place: 'path' | 'query', schema: z.ZodObject | undefined): Json[] {
  if (schema === undefined) return [];
  return Object.entries(schema.shape).map(([name, each]) => {
    const field = z.toJSONSchema(each, { io: 'input' });
    const { $schema, description, ...rest } = field;
    const required = place === 'path' || !each.safeParse(undefined).success;
    return {
      name,
      in: place,
      required,
      schema: $schema === undefined ? {} : rest,
      ...(description && { description }),
    };
  });
}

function answerOf({ description, schema, mediaType }: RouteAnswer): Json {
  if (schema === undefined && mediaType === undefined) return { description };
  const content = schema === undefined ? {} : { schema: jsonSchema(schema, 'output') };
  return { description, content: { [mediaType ?? 'application/json']: content } };
}

const REFUSAL = { $ref: '#/components/responses/Refusal' };
const COMMAND = { $ref: '#/components/parameters/Command' };

function operation(route: RouteDescription): Json {
  const { access, summary, body, answers } = route;
  const parameters = [
    ...parametersIn('path', route.parameters),
    ...parametersIn('query', route.query),
    ...(route.method === 'GET' ? [] : [COMMAND]),
  ];
  const right =
    access === 'anyone' || access === 'signed-in' ? {} : { description: `Needs the right ${access}.` };
  return {
    summary,
    ...right,
    security: access === 'anyone' ? [] : [{ session: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(body, 'input') } } },
    }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, answerOf(answer)])),
      default: REFUSAL,
    },
  };
}

export function openApiDocument(routes: readonly RouteDescription[], cookieName: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.1',
    info: { title: '城瞰 Chengkan', version: '1', summary: 'The HTTP interface of one installation.' },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: cookieName } },
      parameters: {
        Command: {
          name: 'x-chengkan',
          in: 'header',
          required: true,
          description: 'No page of another site can send it.',
          schema: { const: '1' },
        },
      },
      responses: {
        Refusal: {
          description: 'Refused, or failed: code and message say why.',
          content: { 'application/json': { schema: jsonSchema(HttpErrorSchema, 'output') } },
        },
      },
    },
  };
}
