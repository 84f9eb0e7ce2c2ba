import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convertChinese } from '../../../geodesy/chinese-offsets.ts';
import { decodeMessage } from './decode-message.ts';
import type { Frame, Protocol } from './frame.ts';
import { decodeFrame, encodeFrame } from './frame.ts';
import { decodeLocation, encodeLocation } from './messages/location.ts';
import { decodeLocationBatch, encodeLocationBatch } from './messages/location-batch.ts';
import { decodeRegistration, encodeRegistration } from './messages/register.ts';
import { decodeResendRequest, encodeResendRequest } from './messages/resend-request.ts';
import { decodeServerTime, encodeServerTime } from './messages/server-time.ts';
import { findProfile, observe } from './profile.ts';
import { Reassembler } from './reassemble.ts';
import { StreamSplitter } from './split-stream.ts';

const protocol = fc.constantFrom<Protocol>('2011/2013', '2019');
const body = fc.uint8Array({ maxLength: 1023 }).map((bytes) => Buffer.from(bytes));
const serial = fc.integer({ min: 0, max: 0xffff });
const frameOf = (value: Buffer): Frame => {
  const frame = decodeFrame(value);
  if (!frame.ok) throw new Error(frame.error.message);
  return frame.value;
};
const phone = '013900000001';

test('property: any body survives escape, checksum and both headers', () => {
  fc.assert(
    fc.property(body, serial, protocol, (bytes, number, version) => {
      const sent = { messageId: 0x0900, protocol: version, phone, serial: number, body: bytes };
      const wire = encodeFrame(sent);
      expect(wire.subarray(1, -1).includes(0x7e)).toBe(false);
      const got = frameOf(wire);
      expect([got.messageId, got.protocol, got.serial]).toEqual([0x0900, version, number]);
      expect(got.body.equals(bytes)).toBe(true);
      expect(got.phone.endsWith(phone)).toBe(true);
    }),
  );
});

test('property: a stream cut anywhere gives the same frames, and no bytes crash the decoder', () => {
  fc.assert(
    fc.property(fc.array(body, { minLength: 1, maxLength: 5 }), fc.array(fc.nat(4000)), (bodies, cuts) => {
      const wires = bodies.map((each, at) =>
        encodeFrame({ messageId: 2, protocol: '2019', phone, serial: at, body: each }),
      );
      const stream = Buffer.concat(wires);
      const splitter = new StreamSplitter();
      const places = [0, ...cuts.map((cut) => cut % stream.length).sort((a, b) => a - b), stream.length];
      const got = places.slice(1).flatMap((to, at) => splitter.push(stream.subarray(places[at], to)));
      expect(got.map((each) => each.toString('hex'))).toEqual(wires.map((each) => each.toString('hex')));
      expect(splitter.discardedBytes).toBe(0);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
      const frame = decodeFrame(Buffer.concat([Buffer.from([0x7e]), noise, Buffer.from([0x7e])]));
      if (frame.ok) decodeMessage(frame.value);
    }),
  );
});

test('property: a frame over the cap is thrown away and the next one is found', () => {
  const splitter = new StreamSplitter(100);
  const good = encodeFrame({ messageId: 2, protocol: '2019', phone, serial: 1, body: Buffer.alloc(0) });
  expect(splitter.push(Buffer.concat([Buffer.from([0x7e]), Buffer.alloc(5000, 1)]))).toEqual([]);
  expect(splitter.push(Buffer.concat([good, good])).length).toBeGreaterThanOrEqual(1);
  expect(splitter.discardedBytes).toBeGreaterThan(4999);
});

test('reference: the frames of the standard examples, 2013 location and 2019 registration', () => {
  const location = frameOf(
    Buffer.from(
      '7e02000026123456789012007d02000000010000000200ba7f0e07e4f11c0028003c00001810151010100104000000640202007d01137e',
      'hex',
    ),
  );
  expect([location.phone, location.serial, location.protocol]).toEqual(['123456789012', 126, '2011/2013']);
  expect(decodeLocation(location.body)).toMatchObject({
    alarmBits: 1,
    latitudeDeg: 12.222222,
    longitudeDeg: 132.444444,
    altitudeM: 40,
    speedMps: 60 / 36,
    fixedAtUtcMs: Date.UTC(2018, 9, 15, 2, 10, 10),
    itemsWellFormed: true,
  });
});

test('property: locations of all four quadrants come back, batches too', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -90e6, max: 90e6 }),
      fc.integer({ min: -180e6, max: 180e6 }),
      (lat, lon) => {
        const bytes = encodeLocation({
          alarmBits: 0x80000001,
          statusBits: 2,
          latitudeDeg: lat / 1e6,
          longitudeDeg: lon / 1e6,
          altitudeM: 4,
          speedMps: 8,
          directionDeg: 359,
          fixedAtUtcMs: Date.UTC(2026, 10, 24, 16, 30, 1),
          items: [{ id: 0xe1, value: Buffer.from([1, 2]) }],
        });
        const batch = decodeLocationBatch(encodeLocationBatch(1, [bytes, bytes]));
        expect([batch?.type, batch?.declaredCount, batch?.items.length]).toEqual([1, 2, 2]);
        const location = batch?.items[0];
        expect(location?.latitudeDeg).toBeCloseTo(lat / 1e6, 9);
        expect(location?.longitudeDeg).toBeCloseTo(lon / 1e6, 9);
        expect(location?.alarmBits).toBe(0x80000001);
        expect(location?.fixedAtUtcMs).toBe(Date.UTC(2026, 10, 24, 16, 30, 1));
      },
    ),
  );
});

test.each(['2011/2013', '2019'] as const)(
  'property: registration, resend and time of %s come back',
  (version) => {
    const wrap = (messageId: number, bytes: Buffer): Frame =>
      frameOf(encodeFrame({ messageId, protocol: version, phone, serial: 1, body: bytes }));
    const registration = {
      province: 33,
      city: 211,
      maker: 'CKSIM',
      model: 'SMART-COVER',
      terminalId: 'C000001',
      plateColour: 1,
      plate: '浙B12345',
    };
    expect(decodeRegistration(wrap(0x0100, encodeRegistration(registration, version)))).toEqual(registration);
    const request = { firstSerial: 17, indexes: [2, 5] };
    expect(decodeResendRequest(wrap(0x8003, encodeResendRequest(request, version)))).toEqual(request);
    const now = Date.UTC(2026, 10, 24, 1, 2, 3);
    expect(decodeServerTime(wrap(0x8004, encodeServerTime(now)))).toBe(now);
  },
);

describe('sub-packages', () => {
  const whole = Buffer.from(Array.from({ length: 2500 }, (_, at) => at & 0xff));
  const parts = [0, 1, 2].map((at) =>
    frameOf(
      encodeFrame({
        messageId: 0x0801,
        protocol: '2019',
        phone,
        serial: (0xffff + at) & 0xffff,
        part: { total: 3, index: at + 1 },
        body: whole.subarray(at * 1000, (at + 1) * 1000),
      }),
    ),
  );

  test('property: any order, with duplicates and a wrapping serial, gives the message once', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 0, 1, 2], { minLength: 6 }), (order) => {
        const reassembler = new Reassembler();
        const complete = order
          .map((at) => reassembler.accept(parts[at]!, 0))
          .flatMap((each) => (each.kind === 'complete' ? [each.frame] : []));
        expect(complete[0]?.body.equals(whole)).toBe(true);
        expect(complete[0]?.serial).toBe(0xffff);
      }),
    );
  });

  test('reference: what is missing is asked for after a quiet while', () => {
    const reassembler = new Reassembler();
    reassembler.accept(parts[0]!, 1000);
    reassembler.accept(parts[2]!, 2000);
    expect(reassembler.missing(6000, 5000)).toEqual([]);
    expect(reassembler.missing(7000, 5000)).toEqual([{ firstSerial: 0xffff, indexes: [2] }]);
  });
});

test('errors: every code of the frame decoder', () => {
  const code = (hex: string): string => {
    const frame = decodeFrame(Buffer.from(hex, 'hex'));
    return frame.ok ? 'ok' : frame.error.code;
  };
  const good = encodeFrame({
    messageId: 2,
    protocol: '2019',
    phone,
    serial: 1,
    body: Buffer.alloc(0),
  }).toString('hex');
  expect(code(good)).toBe('ok');
  expect(code(good.slice(2))).toBe('not-framed');
  expect(code('7e00027e')).toBe('too-short');
  expect(code('7e0002000000000000067900007d7e')).toBe('bad-escape');
  expect(code(`${good.slice(0, -4)}007e`)).toBe('bad-checksum');
  expect(code('7e0801200500123456789002de001a000228080001517e')).toBe('bad-length');
  expect(code('7e0002200000000000000100010001000200' + '007e')).toMatch(/bad-/);
});

test('reference: a profile reads its bits and items; bit 5 of the status makes the position GCJ-02', () => {
  const gcj = convertChinese([121.553, 29.879], 'wgs84', 'gcj02');
  const location = decodeLocation(
    encodeLocation({
      alarmBits: (1 << 31) | (1 << 7),
      statusBits: 2 | (1 << 5),
      longitudeDeg: gcj[0],
      latitudeDeg: gcj[1],
      altitudeM: 3,
      speedMps: 0,
      directionDeg: 0,
      fixedAtUtcMs: 0,
      items: [
        { id: 0xe1, value: Buffer.from([0, 123]) },
        { id: 0xe2, value: Buffer.from([4, 210]) },
        { id: 0xe3, value: Buffer.from([18]) },
        { id: 0x30, value: Buffer.from([14]) },
        { id: 0x31, value: Buffer.from([9]) },
      ],
    }),
  )!;
  expect(location.secrecyOffset).toBe(true);
  expect(observe(location, findProfile('chengkan-cover-1')!)).toEqual({
    open: true,
    displaced: false,
    stolen: false,
    batteryLow: true,
    tiltDeg: 12.3,
    waterM: 1.234,
    batteryPercent: 18,
    signalDbm: -85,
    satellites: 9,
  });
  expect(observe(location, findProfile('removal-tracker')!).open).toBe(false);
});
