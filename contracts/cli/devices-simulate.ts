import { z } from 'zod';
import { FindingSchema } from '../finding.ts';
import type { CommandContract } from './command.ts';

const Input = z.object({
  devices: z.coerce.number().int().min(1).max(100_000),
  rate: z.coerce.number().positive().max(10_000).describe('reports per second, of all devices together'),
  alarms: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('share of the devices that something happens to'),
  scenario: z.enum(['quiet', 'theft', 'flood', 'mixed']).optional().describe('mixed when --alarms is given'),
  duration: z.coerce.number().positive().max(86_400).default(30).describe('seconds'),
  host: z.string().default('127.0.0.1'),
  port: z.coerce.number().int().min(1).max(65_535).default(8082),
  district: z.string().default('.cache/sample-district').describe('folder with district.json'),
  seed: z.coerce.number().int().default(1),
});

const Output = z.object({
  devices: z.int().describe('terminals that registered and authenticated'),
  refused: z.int().describe('terminals that could not open a session'),
  sent: z.int(),
  acknowledged: z.int(),
  lost: z.int().describe('sent and not confirmed within 10 s'),
  alarmReports: z.int().describe('reports sent by devices that something happens to'),
  ackP50Ms: z.number().nullable(),
  ackP99Ms: z.number().nullable(),
  seconds: z.number(),
  findings: z.array(FindingSchema),
});

export const devicesSimulateContract = {
  name: 'devices simulate',
  summary: 'Play the covers of a district as JT/T 808 terminals over TCP',
  positionals: [],
  input: Input,
  output: Output,
} satisfies CommandContract<typeof Input, typeof Output>;
