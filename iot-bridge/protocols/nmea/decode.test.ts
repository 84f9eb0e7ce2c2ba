import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
const dataFolder = process.env['CHENGKAN_DATA'] ?? join('..', 'shared', 'data');
const dataRequired = process.env['CHENGKAN_DATA_REQUIRED'] === '1';
import { decodeSentence } from './decode.ts';

const file = join(dataFolder, 'nmea', 'sentences.json');
const present = existsSync(file);
if (!present && dataRequired) throw new Error(`${file} is required and absent`);

type Value = string | number | boolean | null | undefined;
const same = (ours: Value, theirs: Value, tolerance: number): boolean =>
  typeof ours === 'number' && typeof theirs === 'number'
    ? Math.abs(ours - theirs) <= tolerance
    : (ours ?? null) === (theirs ?? null);

interface Expected {
  readonly talker: string;
  readonly type: string;
  readonly checksum_ok: boolean;
  readonly [key: string]: unknown;
}

/** [their key, our value, tolerance] of one sentence. */
function pairs(sentence: string): [string, Value, number][] {
  const decoded = decodeSentence(sentence);
  if (!decoded.ok) return [['checksum_ok', false, 0]];
  const s = decoded.value;
  return [
    ['talker', s.talker, 0],
    ['type', s.type, 0],
    ['checksum_ok', s.checksumOk, 0],
    ['lat', s.latitudeDeg, 1e-8],
    ['lon', s.longitudeDeg, 1e-8],
    ['quality', s.quality, 0],
    ['alt_m', s.altitudeM, 0],
    ['geoid_m', s.geoidSeparationM, 0],
    ['hdop', s.hdop, 0],
    ['pdop', s.pdop, 0],
    ['time', s.timeUtc, 0],
    ['valid', s.valid, 0],
    ['speed_kn', s.speedMps === null || s.speedMps === undefined ? null : (s.speedMps * 3600) / 1852, 1e-9],
    ['course_deg', s.courseDeg, 0],
    ['fix', s.fix, 0],
    ['total', s.part?.total, 0],
    ['number', s.part?.index, 0],
    ['in_view', s.part?.inView, 0],
  ];
}

describe.skipIf(!present)('peer: sentences of real receivers', () => {
  test('peer: every stored sentence decodes as expected, talkers BD, GN, GP, GL', () => {
    const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as {
      vectors: { sentence: string; expected: Expected }[];
    };
    const differences: string[] = [];
    for (const { sentence, expected } of vectors) {
      const decoded = decodeSentence(sentence);
      const say = (key: string, ours: unknown): unknown =>
        differences.push(
          `${sentence} ${key}: ours ${String(ours)} expected ${JSON.stringify(expected[key])}`,
        );
      for (const [key, ours, tolerance] of pairs(sentence)) {
        if (key in expected && !same(ours, expected[key] as Value, tolerance)) say(key, ours);
      }
      if (!decoded.ok) continue;
      if (expected.type === 'GGA' && decoded.value.satellites !== expected['sats']) {
        say('sats', decoded.value.satellites);
      }
      if (
        expected.type === 'GSA' &&
        JSON.stringify(decoded.value.satelliteIds) !== JSON.stringify(expected['prns'])
      ) {
        say('prns', decoded.value.satelliteIds);
      }
      if (expected.type === 'GSV') {
        const ours = decoded.value.inView?.map(({ id, elevationDeg, azimuthDeg, signalDbHz }) => ({
          prn: id,
          el: elevationDeg,
          az: azimuthDeg,
          snr: signalDbHz,
        }));
        if (JSON.stringify(ours) !== JSON.stringify(expected['sats'])) say('sats', JSON.stringify(ours));
      }
    }
    expect(vectors.length).toBe(181);
    expect(differences).toEqual([]);
  });

  test('peer: positions of gpsd for a Beidou receiver with a fix', () => {
    const lines = readFileSync(join(dataFolder, 'nmea', 'skytraq-fixB.log.chk'), 'utf8').split('\n');
    let compared = 0;
    lines.forEach((line, at) => {
      if (!/^\$..GGA/.test(line)) return;
      const report = JSON.parse(lines[at + 1] ?? '{}') as { class?: string; lat?: number; lon?: number };
      if (report.class !== 'TPV' || report.lat === undefined || report.lon === undefined) return;
      const decoded = decodeSentence(line);
      expect(decoded.ok && decoded.value.latitudeDeg).toBeCloseTo(report.lat, 8);
      expect(decoded.ok && decoded.value.longitudeDeg).toBeCloseTo(report.lon, 8);
      compared += 1;
    });
    expect(compared).toBeGreaterThan(0);
  });
});

describe('errors: broken sentences', () => {
  const cases: [string, string][] = [
    ['not-a-sentence', '# a comment'],
    ['no-checksum', '$GBGGA,074150.799,,,,,0,00,,,M,0.0,M,,0000'],
    ['bad-checksum', '$GNGGA,074150.799,,,,,0,00,,,M,0.0,M,,0000*65'],
    ['bad-field', '$GBGLL,9939.7,N,12219.5,W,055234.200,A,A*5F'],
  ];
  test.each(cases)('errors: %s', (code, line) => {
    const decoded = decodeSentence(line);
    expect(decoded.ok ? null : decoded.error.code).toBe(code);
  });

  const withSum = (payload: string): string => {
    const sum = [...payload].reduce((x, c) => x ^ c.charCodeAt(0), 0);
    return `$${payload}*${sum.toString(16).padStart(2, '0')}`;
  };

  test.each(['740000.00', '040070.00', '029300.00'])(
    'regression: nmea-fuzz seed 1: %s is no time, and no instant of another day',
    (time) => {
      const decoded = decodeSentence(withSum(`GBRMC,${time},A,2952.7400,N,12133.1800,E,0.5,90.0,010524,,,A`));
      expect(decoded.ok && decoded.value.atUtcMs).toBe(null);
    },
  );

  test.each([
    ['nmea-fuzz seed 1: 82 minutes', 'GNGGA,040000.00,2082.7470,N,12133.1800,E,1,12,0.8,5.0,M,9.1,M,,'],
    ['nmea-fuzz seed 1, round 16884: half a satellite', 'GBGSV,2,1,08.5,01,40,083,46'],
  ])('regression: %s', (_, payload) => {
    const decoded = decodeSentence(withSum(payload));
    expect(decoded.ok ? null : decoded.error.code).toBe('bad-field');
  });

  test('regression: a blank field is no zero', () => {
    const decoded = decodeSentence(withSum('GNGGA,040000.00,2952.7400,N,12133.1800,E,1, ,0.8,1e3,M,9.1,M,,'));
    expect(decoded.ok && decoded.value).toMatchObject({ satellites: null, altitudeM: null });
  });

  test('reference: the talker GB of NMEA 4.11 is Beidou too', () => {
    const payload = 'GBGGA,012345.00,2952.7400,N,12133.1800,E,1,12,0.8,4.2,M,11.6,M,,';
    const sum = [...payload].reduce((x, c) => x ^ c.charCodeAt(0), 0);
    const decoded = decodeSentence(`$${payload}*${sum.toString(16).padStart(2, '0')}`);
    expect(decoded.ok && decoded.value).toMatchObject({
      talker: 'GB',
      type: 'GGA',
      quality: 1,
      satellites: 12,
      altitudeM: 4.2,
    });
    expect(decoded.ok && decoded.value.latitudeDeg).toBeCloseTo(29.879, 9);
  });
});
