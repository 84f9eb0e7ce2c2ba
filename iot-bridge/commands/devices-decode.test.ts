import { expect, test } from 'vitest';
import { encodeFrame } from '../protocols/jt808/frame.ts';
import { HEARTBEAT } from '../protocols/jt808/messages/heartbeat.ts';
import { devicesDecodeCommand } from './devices-decode.ts';

const context = { progress: () => undefined, signal: { aborted: false } };

async function decode(hex: string) {
  const decoded = await devicesDecodeCommand.run({ protocol: 'jt808', hex }, context);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.value;
}

test.each(['7e7e7e', '7e7e7e7e'])(
  'regression: jt808-fuzz seed 948680781: flags alone (%s) are said',
  async (hex) => {
    expect(await decode(hex)).toMatchObject({ messages: [], errors: [{ code: 'too-short', input: hex }] });
  },
);

test('property: between flags a frame is read, and nothing else is there to say', async () => {
  const frame = { protocol: '2019', phone: '13912345678', serial: 7, body: Buffer.alloc(0) } as const;
  const heartbeat = encodeFrame({ ...frame, messageId: HEARTBEAT }).toString('hex');
  const { messages, errors } = await decode(`7e7e${heartbeat}7e7e`);
  expect(errors).toEqual([]);
  expect(messages).toMatchObject([{ messageId: '0x0002', serial: 7 }]);
});
