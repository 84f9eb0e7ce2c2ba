/** Every command of the command line. */
import type { Command } from '../../contracts/cli/command.ts';
import { analyseLineOfSightCommand } from '../../analyses/commands/analyse-line-of-sight.ts';
import { ledgerAuditCommand } from '../../case-service/commands/ledger-audit.ts';
import { devicesDecodeCommand } from '../../iot-bridge/commands/devices-decode.ts';
import { devicesSimulateCommand } from '../../iot-bridge/commands/devices-simulate.ts';
import { districtCheckCommand } from '../../tiles/commands/district-check.ts';
import { imageryImportCommand } from '../../tiles/commands/imagery-import.ts';
import { imageryInfoCommand } from '../../tiles/commands/imagery-info.ts';
import { meshImportCommand } from '../../tiles/commands/mesh-import.ts';
import { meshSurfaceCommand } from '../../tiles/commands/mesh-surface.ts';
import { terrainImportCommand } from '../../tiles/commands/terrain-import.ts';

export const commands: readonly Command[] = [
  meshImportCommand,
  meshSurfaceCommand,
  imageryImportCommand,
  imageryInfoCommand,
  terrainImportCommand,
  districtCheckCommand,
  analyseLineOfSightCommand,
  devicesDecodeCommand,
  devicesSimulateCommand,
  ledgerAuditCommand,
];
