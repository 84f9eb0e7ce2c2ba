/** Many terminals: opening them at a bearable pace, half of them with frames of 2019. */
import type { CodedError } from '../../contracts/result.ts';
import type { Cover } from '../registers.ts';
import type { Random } from './random.ts';
import { SimulatedTerminal } from './terminal.ts';

interface FleetOptions {
  readonly host: string;
  readonly port: number;
  readonly random: Random;
}

export function makeFleet(
  covers: readonly Cover[],
  { host, port, random }: FleetOptions,
): SimulatedTerminal[] {
  return covers.map(
    (cover, at) =>
      new SimulatedTerminal({
        cover,
        protocol: at % 2 === 0 ? '2011/2013' : '2019',
        host,
        port,
        firstSerial: Math.floor(random() * 0x10000),
      }),
  );
}

const AT_ONCE = 16;

/** Opens all; answers why some stayed shut. */
export async function openFleet(terminals: readonly SimulatedTerminal[]): Promise<CodedError[]> {
  const errors: CodedError[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (;;) {
      const terminal = terminals[next++];
      if (terminal === undefined) return;
      const opened = await terminal.open();
      if (!opened.ok) errors.push(opened.error);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, terminals.length) }, worker));
  return errors;
}
