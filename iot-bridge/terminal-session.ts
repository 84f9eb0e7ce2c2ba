/**
 * One TCP connection of a terminal: registration, authentication, then reports, each confirmed only from disk.
 * A number alone proves nothing: the first registration binds the phone to the terminal's own identity and only a
 * random code that was issued for it opens a session. Source: JT/T 808-2019, 4.3 and 5 (sessions), 8.2, 8.8 to 8.11.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Intake } from './intake.ts';
import type { Message } from './protocols/jt808/decode-message.ts';
import { decodeMessage } from './protocols/jt808/decode-message.ts';
import type { Frame } from './protocols/jt808/frame.ts';
import { decodeFrame, encodeFrame } from './protocols/jt808/frame.ts';
import {
  encodeGeneralReply,
  PLATFORM_REPLY,
  REPLY_RESULT,
} from './protocols/jt808/messages/general-reply.ts';
import {
  encodeRegisterReply,
  REGISTER_REPLY,
  REGISTER_RESULT,
} from './protocols/jt808/messages/register-reply.ts';
import type { Registration } from './protocols/jt808/messages/register.ts';
import { encodeResendRequest, RESEND_REQUEST } from './protocols/jt808/messages/resend-request.ts';
import { encodeServerTime, SERVER_TIME } from './protocols/jt808/messages/server-time.ts';
import { StreamSplitter } from './protocols/jt808/split-stream.ts';
import { repeatKey } from './recent-frames.ts';

export interface SessionCounters {
  frames: number;
  broken: number;
  refused: number;
  repeated: number;
}

interface SessionDeps {
  readonly intake: Intake;
  readonly nowUtcMs: () => number;
  readonly heartbeatMs: number;
  readonly counters: SessionCounters;
  /** other connections of the phone that are authenticated now */
  readonly isOnline: (phone: string) => boolean;
}

/** Before authentication a connection has no claim on the server's patience. */
const STRANGER_MS = 15_000;
const STRANGER_FRAMES = 10;
const BROKEN_FRAMES = 20;
const FRAMES_PER_SECOND = 200;
const BURST_FRAMES = 400;
const RESENDS = 3;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** 12 digits as the register writes them, whichever width the protocol has; null when they are no digits. */
function phoneOf(frame: Frame): string | null {
  const digits = frame.phone.replace(/^0+/, '').padStart(12, '0');
  return /^\d{12}$/.test(digits) ? digits : null;
}

export class TerminalSession {
  readonly #socket: Socket;
  readonly #deps: SessionDeps;
  readonly #connection: string;
  readonly #splitter = new StreamSplitter();
  #serial = 0;
  #phone: string | null = null;
  #lastRegistration: string | null = null;
  #protocol: Frame['protocol'] = '2011/2013';
  #strangerFrames = 0;
  #brokenFrames = 0;
  #tokens = BURST_FRAMES;
  #tokensAtMs: number;
  readonly #resends = new Map<number, number>();

  constructor(socket: Socket, connection: string, deps: SessionDeps) {
    this.#socket = socket;
    this.#deps = deps;
    this.#connection = connection;
    this.#tokensAtMs = deps.nowUtcMs();
    socket.setNoDelay(true);
    socket.setTimeout(STRANGER_MS, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
  }

  /** Phone of the authenticated terminal, or null. */
  get phone(): string | null {
    return this.#phone;
  }

  /** Asks for sub-packages that have not come; called from time to time. */
  askForMissing(): void {
    if (this.#phone === null) return;
    for (const missing of this.#deps.intake.book.missingParts(this.#phone, this.#deps.nowUtcMs(), 5000)) {
      const asked = this.#resends.get(missing.firstSerial) ?? 0;
      if (asked >= RESENDS) continue;
      this.#resends.set(missing.firstSerial, asked + 1);
      const body = encodeResendRequest(missing, this.#protocol);
      this.#send(RESEND_REQUEST, body, this.#phone);
    }
  }

  #receive(chunk: Buffer): void {
    const receivedAtUtcMs = this.#deps.nowUtcMs();
    const frames = this.#splitter.push(chunk);
    this.#throttle(frames.length, receivedAtUtcMs);
    for (const wire of frames) {
      this.#deps.counters.frames += 1;
      const decoded = decodeFrame(wire);
      if (decoded.ok) this.#frame(decoded.value, wire, receivedAtUtcMs);
      else this.#broken();
      if (this.#socket.destroyed) return;
    }
  }

  /** Token bucket: a terminal that sends faster than it may is read more slowly, and TCP holds it back. */
  #throttle(count: number, nowUtcMs: number): void {
    const earned = ((nowUtcMs - this.#tokensAtMs) / 1000) * FRAMES_PER_SECOND;
    this.#tokens = Math.min(BURST_FRAMES, this.#tokens + earned) - count;
    this.#tokensAtMs = nowUtcMs;
    if (this.#tokens >= 0) return;
    this.#socket.pause();
    const waitMs = Math.ceil((-this.#tokens / FRAMES_PER_SECOND) * 1000);
    setTimeout(() => this.#socket.resume(), waitMs).unref();
  }

  #broken(): void {
    this.#deps.counters.broken += 1;
    this.#brokenFrames += 1;
    if (this.#brokenFrames > BROKEN_FRAMES) this.#socket.destroy();
  }

  #frame(frame: Frame, wire: Buffer, receivedAtUtcMs: number): void {
    const phone = phoneOf(frame);
    if (phone === null) return this.#broken();
    this.#protocol = frame.protocol;
    const decoded = decodeMessage(frame);
    const message = decoded.ok ? decoded.value : null;
    if (message?.kind === 'registration') {
      return this.#register(frame, message.registration, { phone, wire, receivedAtUtcMs });
    }
    if (message?.kind === 'authentication') {
      return this.#authenticate(frame, message.authentication.code, phone, receivedAtUtcMs);
    }
    if (this.#phone !== phone) return this.#stranger(frame);
    this.#report(frame, message, { phone, wire, receivedAtUtcMs });
  }

  #stranger(frame: Frame): void {
    this.#deps.counters.refused += 1;
    this.#strangerFrames += 1;
    if (this.#strangerFrames > STRANGER_FRAMES) this.#socket.destroy();
    else this.#reply(frame, REPLY_RESULT.failed);
  }

  #register(frame: Frame, registration: Registration, from: Arrival): void {
    const { book } = this.#deps.intake;
    const answer = (result: number, authCode: string | null): void => {
      const body = encodeRegisterReply({ replySerial: frame.serial, result, authCode });
      this.#send(REGISTER_REPLY, body, frame.phone);
    };
    const refuse = (result: number): void => {
      this.#deps.counters.refused += 1;
      this.#strangerFrames += 1;
      if (this.#strangerFrames > STRANGER_FRAMES) this.#socket.destroy();
      else answer(result, null);
    };
    if (!book.isRegistered(from.phone)) return refuse(REGISTER_RESULT.noSuchTerminal);
    const terminal = `${registration.maker}/${registration.model}/${registration.terminalId}`;
    const bound = book.boundTo(from.phone);
    if (bound !== null && bound !== terminal) return refuse(REGISTER_RESULT.terminalRegistered);
    // Somebody repeats a registration that he has heard while the terminal itself is there
    const wireHex = from.wire.toString('hex');
    const replayed = book.registrationOf(from.phone) === wireHex && this.#lastRegistration !== wireHex;
    if (replayed && this.#deps.isOnline(from.phone)) return refuse(REGISTER_RESULT.terminalRegistered);
    this.#lastRegistration = wireHex;
    const authCode = randomBytes(12).toString('base64url');
    this.#deps.intake.submit(
      {
        kind: 'registration',
        receivedAtUtcMs: from.receivedAtUtcMs,
        connection: this.#connection,
        phone: from.phone,
        terminal,
        authCodeSha256: sha256(authCode),
        frame: wireHex,
      },
      () => answer(REGISTER_RESULT.accepted, authCode),
      () => undefined,
    );
  }

  #authenticate(frame: Frame, code: string, phone: string, receivedAtUtcMs: number): void {
    if (!this.#deps.intake.book.acceptsCode(phone, sha256(code))) return this.#stranger(frame);
    this.#deps.intake.submit(
      { kind: 'session', receivedAtUtcMs, connection: this.#connection, phone },
      () => {
        this.#phone = phone;
        this.#socket.setTimeout(3 * this.#deps.heartbeatMs);
        this.#reply(frame, REPLY_RESULT.done);
      },
      () => undefined,
    );
  }

  #report(frame: Frame, message: Message | null, from: Arrival): void {
    const { intake, counters } = this.#deps;
    const key = message === null ? null : repeatKey(frame, message);
    const confirm = (): void => this.#confirm(frame, message);
    if (key !== null && intake.recent.isRepeat(from.phone, key, confirm)) {
      counters.repeated += 1;
      return;
    }
    if (key !== null) intake.recent.begin(from.phone, key);
    intake.submit(
      {
        kind: 'frame',
        receivedAtUtcMs: from.receivedAtUtcMs,
        connection: this.#connection,
        phone: from.phone,
        frame: from.wire.toString('hex'),
      },
      () => {
        if (key !== null) intake.recent.durable(from.phone, key);
        confirm();
      },
      () => {
        if (key !== null) intake.recent.forget(from.phone, key);
      },
    );
  }

  /** The answer to a report that is on disk. */
  #confirm(frame: Frame, message: Message | null): void {
    if (message === null) return this.#reply(frame, REPLY_RESULT.badMessage);
    switch (message.kind) {
      case 'general-reply':
        return; // an answer is not answered
      case 'server-time-request':
        return this.#send(SERVER_TIME, encodeServerTime(this.#deps.nowUtcMs()), frame.phone);
      case 'log-out':
        this.#reply(frame, REPLY_RESULT.done);
        this.#phone = null;
        return;
      case 'unread':
        return this.#reply(frame, message.reason === 'part' ? REPLY_RESULT.done : REPLY_RESULT.unsupported);
      default:
        return this.#reply(frame, REPLY_RESULT.done);
    }
  }

  #reply(frame: Frame, result: number): void {
    const body = encodeGeneralReply({ replySerial: frame.serial, replyId: frame.messageId, result });
    this.#send(PLATFORM_REPLY, body, frame.phone);
  }

  #send(messageId: number, body: Buffer, phone: string): void {
    if (this.#socket.destroyed) return;
    this.#serial = (this.#serial + 1) & 0xffff;
    const wire = { messageId, protocol: this.#protocol, phone, serial: this.#serial, body };
    this.#socket.write(encodeFrame(wire));
  }
}

interface Arrival {
  readonly phone: string;
  readonly wire: Buffer;
  readonly receivedAtUtcMs: number;
}
