/** One frame to one message: the only place that knows which body belongs to which id. */
import type { Result } from '../../../contracts/result.ts';
import { err, ok } from '../../../contracts/result.ts';
import type { Frame } from './frame.ts';
import type { Authentication } from './messages/authenticate.ts';
import { AUTHENTICATE, decodeAuthentication } from './messages/authenticate.ts';
import type { GeneralReply } from './messages/general-reply.ts';
import { decodeGeneralReply, PLATFORM_REPLY, TERMINAL_REPLY } from './messages/general-reply.ts';
import { HEARTBEAT, LOG_OUT } from './messages/heartbeat.ts';
import { decodeLocationAnswer, LOCATION_ANSWER } from './messages/location-answer.ts';
import type { LocationBatch } from './messages/location-batch.ts';
import { decodeLocationBatch, LOCATION_BATCH } from './messages/location-batch.ts';
import type { Location } from './messages/location.ts';
import { decodeLocation, LOCATION } from './messages/location.ts';
import type { PassThrough } from './messages/pass-through.ts';
import { decodePassThrough, PASS_THROUGH_DOWN, PASS_THROUGH_UP } from './messages/pass-through.ts';
import type { RegisterReply } from './messages/register-reply.ts';
import { decodeRegisterReply, REGISTER_REPLY } from './messages/register-reply.ts';
import type { Registration } from './messages/register.ts';
import { decodeRegistration, REGISTER } from './messages/register.ts';
import type { ResendRequest } from './messages/resend-request.ts';
import { decodeResendRequest, RESEND_REQUEST, TERMINAL_RESEND_REQUEST } from './messages/resend-request.ts';
import { decodeServerTime, SERVER_TIME, SERVER_TIME_REQUEST } from './messages/server-time.ts';

export type Message =
  | { readonly kind: 'registration'; readonly registration: Registration }
  | { readonly kind: 'register-reply'; readonly reply: RegisterReply }
  | { readonly kind: 'authentication'; readonly authentication: Authentication }
  | { readonly kind: 'general-reply'; readonly reply: GeneralReply }
  | { readonly kind: 'location'; readonly location: Location }
  | { readonly kind: 'location-batch'; readonly batch: LocationBatch }
  | { readonly kind: 'resend-request'; readonly request: ResendRequest }
  | { readonly kind: 'server-time'; readonly atUtcMs: number }
  | { readonly kind: 'pass-through'; readonly passThrough: PassThrough }
  | { readonly kind: 'heartbeat' | 'log-out' | 'server-time-request' }
  /** a lawful frame whose body is not read here: another id, one part of several, or encrypted */
  | { readonly kind: 'unread'; readonly reason: 'unsupported' | 'part' | 'encrypted' };

interface MessageError {
  readonly code: 'bad-body';
  readonly message: string;
}

/** null when the body does not fit its id. */
function decodeBody(frame: Frame): Message | null {
  const { body } = frame;
  switch (frame.messageId) {
    case REGISTER: {
      const registration = decodeRegistration(frame);
      return registration && { kind: 'registration', registration };
    }
    case REGISTER_REPLY: {
      const reply = decodeRegisterReply(frame);
      return reply && { kind: 'register-reply', reply };
    }
    case AUTHENTICATE: {
      const authentication = decodeAuthentication(frame);
      return authentication && { kind: 'authentication', authentication };
    }
    case TERMINAL_REPLY:
    case PLATFORM_REPLY: {
      const reply = decodeGeneralReply(frame);
      return reply && { kind: 'general-reply', reply };
    }
    case LOCATION: {
      const location = decodeLocation(body);
      return location && { kind: 'location', location };
    }
    case LOCATION_ANSWER: {
      const answer = decodeLocationAnswer(body);
      return answer && { kind: 'location', location: answer.location };
    }
    case LOCATION_BATCH: {
      const batch = decodeLocationBatch(body);
      return batch && { kind: 'location-batch', batch };
    }
    case RESEND_REQUEST:
    case TERMINAL_RESEND_REQUEST: {
      const request = decodeResendRequest(frame);
      return request && { kind: 'resend-request', request };
    }
    case SERVER_TIME: {
      const atUtcMs = decodeServerTime(frame);
      return atUtcMs === null ? null : { kind: 'server-time', atUtcMs };
    }
    case PASS_THROUGH_UP:
    case PASS_THROUGH_DOWN: {
      const passThrough = decodePassThrough(body);
      return passThrough && { kind: 'pass-through', passThrough };
    }
    case HEARTBEAT:
      return { kind: 'heartbeat' };
    case LOG_OUT:
      return { kind: 'log-out' };
    case SERVER_TIME_REQUEST:
      return { kind: 'server-time-request' };
    default:
      return { kind: 'unread', reason: 'unsupported' };
  }
}

/** Errors: `bad-body` when the body is shorter than its fields, or its counts disagree with its length. */
export function decodeMessage(frame: Frame): Result<Message, MessageError> {
  if (frame.part !== null) return ok({ kind: 'unread', reason: 'part' });
  if (frame.encryption !== 0) return ok({ kind: 'unread', reason: 'encrypted' });
  const message = decodeBody(frame);
  if (message !== null) return ok(message);
  return err({
    code: 'bad-body',
    message: `body of ${frame.body.length} bytes does not fit message ${hexId(frame.messageId)}`,
  });
}

export const hexId = (messageId: number): string => `0x${messageId.toString(16).padStart(4, '0')}`;
