/**
 * Device profiles: which alarm bit and which additional item means what. Data, since makers differ.
 * Quantities carry their unit in the name; value = raw × scale + offset, raw big-endian unsigned.
 */
import { z } from 'zod';
import type { Location } from './messages/location.ts';
import { hasBit } from './messages/location.ts';
import removalTracker from './profiles/removal-tracker.json' with { type: 'json' };
import chengkanCover from './profiles/chengkan-cover-1.json' with { type: 'json' };
import standard from './profiles/standard.json' with { type: 'json' };

const Bit = z.int().min(0).max(31);

const ProfileSchema = z.object({
  id: z.string(),
  version: z.int(),
  source: z.string(),
  alarmBits: z.object({
    open: Bit.optional(),
    displaced: Bit.optional(),
    stolen: Bit.optional(),
    batteryLow: Bit.optional(),
  }),
  items: z.array(
    z.object({
      id: z.string().regex(/^0x[0-9a-f]{2}$/),
      quantity: z.enum(['tiltDeg', 'waterM', 'batteryPercent', 'signalDbm', 'satellites']),
      scale: z.number(),
      offset: z.number(),
      bytes: z.int().optional().describe('leading bytes of the value that hold it; all when absent'),
      source: z.string().optional(),
    }),
  ),
});
export type DeviceProfile = z.infer<typeof ProfileSchema>;

const PROFILES: ReadonlyMap<string, DeviceProfile> = new Map(
  [standard, chengkanCover, removalTracker].map((data) => {
    const profile = ProfileSchema.parse(data);
    return [profile.id, profile];
  }),
);

export function findProfile(id: string): DeviceProfile | null {
  return PROFILES.get(id) ?? null;
}

export const profileIds = (): string[] => [...PROFILES.keys()];

/** What one report says of a device; null where it says nothing. */
export interface Observation {
  readonly open: boolean;
  readonly displaced: boolean;
  readonly stolen: boolean;
  readonly batteryLow: boolean;
  readonly tiltDeg: number | null;
  readonly waterM: number | null;
  readonly batteryPercent: number | null;
  readonly signalDbm: number | null;
  readonly satellites: number | null;
}

export function observe(location: Location, profile: DeviceProfile): Observation {
  const flag = (bit: number | undefined): boolean => bit !== undefined && hasBit(location.alarmBits, bit);
  const quantities = new Map<string, number>();
  for (const { id, quantity, scale, offset, bytes } of profile.items) {
    const value = location.items.find((item) => item.id === Number(id))?.value;
    const length = bytes ?? value?.length ?? 0;
    if (value === undefined || length < 1 || length > 4 || value.length < length) continue;
    // Six decimals: 0.1 × 123 is 12.3 on every machine's wire
    quantities.set(quantity, Math.round((value.readUIntBE(0, length) * scale + offset) * 1e6) / 1e6);
  }
  return {
    open: flag(profile.alarmBits.open),
    displaced: flag(profile.alarmBits.displaced),
    stolen: flag(profile.alarmBits.stolen),
    batteryLow: flag(profile.alarmBits.batteryLow),
    tiltDeg: quantities.get('tiltDeg') ?? null,
    waterM: quantities.get('waterM') ?? null,
    batteryPercent: quantities.get('batteryPercent') ?? null,
    signalDbm: quantities.get('signalDbm') ?? null,
    satellites: quantities.get('satellites') ?? null,
  };
}
