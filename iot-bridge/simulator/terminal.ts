/** One cover as a JT/T 808 terminal over TCP: registers, authenticates, reports, waits for its confirmation. */
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import { decodeMessage } from '../protocols/jt808/decode-message.ts';
import type { Frame, Protocol } from '../protocols/jt808/frame.ts';
import { decodeFrame, encodeFrame } from '../protocols/jt808/frame.ts';
import { AUTHENTICATE, encodeAuthentication } from '../protocols/jt808/messages/authenticate.ts';
import type { OutgoingLocation } from '../protocols/jt808/messages/location.ts';
import { encodeLocation, LOCATION } from '../protocols/jt808/messages/location.ts';
import { encodeRegistration, REGISTER } from '../protocols/jt808/messages/register.ts';
import { StreamSplitter } from '../protocols/jt808/split-stream.ts';
import type { Cover } from '../registers.ts';

const ANSWER_MS = 10_000;

interface TerminalOptions {
  readonly cover: Cover;
  readonly protocol: Protocol;
  readonly host: string;
  readonly port: number;
  /** where its serial numbers begin */
  readonly firstSerial: number;
}

interface Answer {
  readonly result: number;
  readonly authCode: string | null;
}

export class SimulatedTerminal {
  readonly cover: Cover;
  readonly #options: TerminalOptions;
  #socket: Socket | null = null;
  #serial: number;
  #authCode: string | null = null;
  readonly #waiting = new Map<number, (answer: Answer | null) => void>();

  constructor(options: TerminalOptions) {
    this.cover = options.cover;
    this.#options = options;
    this.#serial = options.firstSerial & 0xffff;
  }

  get isOpen(): boolean {
    return this.#socket !== null && !this.#socket.destroyed;
  }

  /** Errors: `connect-failed`, `registration-refused`, `authentication-refused`. */
  async open(): Promise<Result<null, CodedError>> {
    const { host, port, cover } = this.#options;
    const connected = await this.#connect();
    if (!connected.ok) return connected;
    const who = `${cover.id} at ${host}:${port}`;
    if (this.#authCode === null) {
      const answer = await this.#ask(
        REGISTER,
        encodeRegistration(registrationOf(cover), this.#options.protocol),
      );
      if (answer === null || answer.result !== 0 || answer.authCode === null) {
        this.close();
        const message = `${who}: ${answer === null ? 'no answer' : `result ${answer.result}`}`;
        return err({ code: 'registration-refused', message });
      }
      this.#authCode = answer.authCode;
    }
    const authentication = {
      code: this.#authCode,
      imei: `86${cover.phone.padStart(13, '0')}`,
      software: '1.0.0',
    };
    const answer = await this.#ask(
      AUTHENTICATE,
      encodeAuthentication(authentication, this.#options.protocol),
    );
    if (answer?.result === 0) return ok(null);
    this.close();
    this.#authCode = null;
    const message = `${who}: ${answer === null ? 'no answer' : `result ${answer.result}`}`;
    return err({ code: 'authentication-refused', message });
  }

  /** Milliseconds until the confirmation, or null when none came or the platform failed. */
  async report(location: OutgoingLocation): Promise<number | null> {
    const sentAtMs = performance.now();
    const answer = await this.#ask(LOCATION, encodeLocation(location));
    return answer?.result === 0 ? performance.now() - sentAtMs : null;
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
    this.#abandon();
  }

  #connect(): Promise<Result<null, CodedError>> {
    this.close();
    const { host, port } = this.#options;
    return new Promise((resolve) => {
      const socket = connect({ host, port, noDelay: true });
      const splitter = new StreamSplitter();
      socket.once('connect', () => resolve(ok(null)));
      socket.on('error', (error) => {
        resolve(err({ code: 'connect-failed', message: `${host}:${port}: ${error.message}` }));
        socket.destroy();
      });
      socket.on('close', () => this.#abandon());
      socket.on('data', (chunk: Buffer) => {
        for (const wire of splitter.push(chunk)) {
          const frame = decodeFrame(wire);
          if (frame.ok) this.#answered(frame.value);
        }
      });
      this.#socket = socket;
    });
  }

  #ask(messageId: number, body: Buffer): Promise<Answer | null> {
    const socket = this.#socket;
    if (socket === null || socket.destroyed) return Promise.resolve(null);
    const serial = this.#serial;
    this.#serial = (this.#serial + 1) & 0xffff;
    const { protocol, cover } = this.#options;
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(null), ANSWER_MS);
      const settle = (answer: Answer | null): void => {
        clearTimeout(timer);
        this.#waiting.delete(serial);
        resolve(answer);
      };
      this.#waiting.set(serial, settle);
      socket.write(encodeFrame({ messageId, protocol, phone: cover.phone, serial, body }));
    });
  }

  #answered(frame: Frame): void {
    const message = decodeMessage(frame);
    if (!message.ok) return;
    if (message.value.kind === 'general-reply') {
      const { replySerial, result } = message.value.reply;
      this.#waiting.get(replySerial)?.({ result, authCode: null });
    }
    if (message.value.kind === 'register-reply') {
      const { replySerial, result, authCode } = message.value.reply;
      this.#waiting.get(replySerial)?.({ result, authCode });
    }
  }

  #abandon(): void {
    for (const settle of [...this.#waiting.values()]) settle(null);
  }
}

/** 浙江 (33), 宁波 (0211); the terminal id is the number of the cover, which binds it to its phone. */
function registrationOf(cover: Cover) {
  return {
    province: 33,
    city: 211,
    maker: 'CKSIM',
    model: 'SMART-COVER',
    terminalId: cover.id.replaceAll('-', '').slice(-7),
    plateColour: 0,
    plate: cover.id,
  };
}
