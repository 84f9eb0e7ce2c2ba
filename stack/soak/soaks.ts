/** Every soak. */
import { ledgerKillSoak } from '../../case-service/ledger/ledger-kill.soak.ts';
import type { Soak } from '../../contracts/soak.ts';
import { geotiffFuzzSoak } from '../../formats/geotiff/geotiff-fuzz.soak.ts';
import { objFuzzSoak } from '../../formats/obj/obj-fuzz.soak.ts';
import { osgbFuzzSoak } from '../../formats/osgb/osgb-fuzz.soak.ts';
import { journalKillSoak } from '../../iot-bridge/journal-kill.soak.ts';
import { jt808FuzzSoak } from '../../iot-bridge/protocols/jt808/jt808-fuzz.soak.ts';
import { nmeaFuzzSoak } from '../../iot-bridge/protocols/nmea/nmea-fuzz.soak.ts';

export const soaks: readonly Soak[] = [
  journalKillSoak,
  ledgerKillSoak,
  jt808FuzzSoak,
  nmeaFuzzSoak,
  osgbFuzzSoak,
  objFuzzSoak,
  geotiffFuzzSoak,
];
