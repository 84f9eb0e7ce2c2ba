/** Routes of the gateway itself. */
import { z } from 'zod';
import {
  AccountListSchema,
  AccountParametersSchema,
  AccountSummarySchema,
  ChangeAccountSchema,
  ChangePasswordSchema,
  CreateAccountSchema,
  IssuedPasswordSchema,
  SignInSchema,
} from '../accounts.ts';
import { HealthSchema } from '../health.ts';
import { MqttAccessSchema, SessionSchema } from '../identity.ts';
import type { RouteDescription } from './route.ts';

const PathParametersSchema = z.object({ path: z.string().describe('may contain slashes') });

export const GATEWAY_ROUTES: readonly RouteDescription[] = [
  {
    method: 'GET',
    path: '/api/session',
    summary: 'Who is signed in.',
    access: 'anyone',
    answers: {
      200: { description: 'The session of the cookie.', schema: SessionSchema },
      204: { description: 'Nobody is signed in.' },
    },
  },
  {
    method: 'POST',
    path: '/api/session',
    summary: 'Signs in: sets the cookie of a session.',
    access: 'anyone',
    body: SignInSchema,
    answers: { 200: { description: 'The new session.', schema: SessionSchema } },
  },
  {
    method: 'DELETE',
    path: '/api/session',
    summary: 'Signs out, here and at the broker.',
    access: 'anyone',
    answers: { 204: { description: 'Nobody is signed in any more.' } },
  },
  {
    method: 'POST',
    path: '/api/session/password',
    summary: 'A new password of one’s own; ends the other sessions of the account.',
    access: 'signed-in',
    body: ChangePasswordSchema,
    answers: { 204: { description: 'Changed.' } },
  },
  {
    method: 'GET',
    path: '/api/accounts',
    summary: 'Every account.',
    access: 'accounts-manage',
    answers: { 200: { description: 'Accounts without their passwords.', schema: AccountListSchema } },
  },
  {
    method: 'POST',
    path: '/api/accounts',
    summary: 'Makes an account with a random password.',
    access: 'accounts-manage',
    body: CreateAccountSchema,
    answers: { 201: { description: 'The password, told this once.', schema: IssuedPasswordSchema } },
  },
  {
    method: 'PATCH',
    path: '/api/accounts/{account}',
    summary: 'Changes name, organisation, role, or disables; other rights end the sessions of the account.',
    access: 'accounts-manage',
    parameters: AccountParametersSchema,
    body: ChangeAccountSchema,
    answers: { 200: { description: 'The account as changed.', schema: AccountSummarySchema } },
  },
  {
    method: 'POST',
    path: '/api/accounts/{account}/password',
    summary: 'Gives an account a new random password and ends its sessions.',
    access: 'accounts-manage',
    parameters: AccountParametersSchema,
    answers: { 200: { description: 'The password, told this once.', schema: IssuedPasswordSchema } },
  },
  {
    method: 'DELETE',
    path: '/api/accounts/{account}/sessions',
    summary: 'Signs an account out everywhere.',
    access: 'accounts-manage',
    parameters: AccountParametersSchema,
    answers: { 204: { description: 'It has no session any more.' } },
  },
  {
    method: 'GET',
    path: '/api/mqtt',
    summary: 'Where and as whom a browser listens to live messages.',
    access: 'signed-in',
    answers: { 200: { description: 'Address, token and topic filters.', schema: MqttAccessSchema } },
  },
  {
    method: 'GET',
    path: '/api/openapi.json',
    summary: 'This document.',
    access: 'signed-in',
    answers: { 200: { description: 'OpenAPI 3.1.', schema: z.looseObject({ openapi: z.string() }) } },
  },
  {
    method: 'GET',
    path: '/healthz',
    summary: 'How every part is, and every listener.',
    access: 'anyone',
    answers: {
      200: { description: 'All is well.', schema: HealthSchema },
      503: { description: 'Something is not.', schema: HealthSchema },
    },
  },
  {
    method: 'GET',
    path: '/district/{path}',
    summary: 'A file that district.json names; one byte range per request. HEAD too.',
    access: 'signed-in',
    parameters: PathParametersSchema,
    answers: {
      200: { description: 'The file.', mediaType: 'application/octet-stream' },
      206: { description: 'The range.', mediaType: 'application/octet-stream' },
      304: { description: 'Unchanged.' },
    },
  },
  {
    method: 'GET',
    path: '/ca.crt',
    summary: 'Certificate of the authority of this installation.',
    access: 'anyone',
    answers: { 200: { description: 'PEM.', mediaType: 'application/x-x509-ca-cert' } },
  },
  {
    method: 'GET',
    path: '/trust',
    summary: 'How a browser comes to trust that authority.',
    access: 'anyone',
    answers: { 200: { description: 'A page.', mediaType: 'text/html' } },
  },
  {
    method: 'GET',
    path: '/{path}',
    summary: 'The client: its files, and its page for every other path. HEAD too.',
    access: 'anyone',
    parameters: PathParametersSchema,
    answers: { 200: { description: 'The file or the page.', mediaType: 'application/octet-stream' } },
  },
];
