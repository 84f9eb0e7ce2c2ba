/** Tilesets made by hand, and their import: for the tests of the tileset pipeline. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { triangleGlb } from '../formats/tiles3d/content.test-support.ts';
import { meshImportCommand } from './commands/mesh-import.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'chengkan-tileset-'));
export const removeAll = (): void => rmSync(folder, { recursive: true, force: true });
let made = 0;
export const fresh = (): string => path.join(folder, `case-${++made}`);
export const quiet = { progress: () => undefined, signal: { aborted: false } };

type Input = Parameters<typeof meshImportCommand.run>[0];

export async function run(source: string, more: Partial<Input> = {}, context: typeof quiet = quiet) {
  const out = more.out ?? path.join(fresh(), 'out');
  const bare = { geometry: 'plain', textures: 'keep', upperLevels: 'rebuilt' } as const;
  return { out, answer: await meshImportCommand.run({ source, out, ...bare, ...more }, context) };
}

export async function imported(source: string, more: Partial<Input> = {}) {
  const { out, answer } = await run(source, more);
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return { out, value: answer.value };
}

export async function refusal(source: string, more: Partial<Input> = {}, context = quiet): Promise<string> {
  const { out, answer } = await run(source, more, context);
  if (existsSync(path.dirname(out))) expect(readdirSync(path.dirname(out))).toEqual([]);
  return answer.ok ? 'accepted' : answer.error.code;
}

/** East, north and up at 121.55 E, 29.88 N, roughly: what matters is that it is far from the origin. */
export const PLACE = [
  0.85, 0.523, 0, 0, -0.26, 0.42, 0.867, 0, -0.453, 0.739, 0.498, 0, -2896400, 4717300, 3158900, 1,
];
const BOX = { box: [0, 0, 0, 50, 0, 0, 0, 50, 0, 0, 0, 50] };
export const GLB = triangleGlb({ positions: [0, 0, 0, 10, 0, 0, 0, 0, -10] });

interface Made {
  readonly root: object;
  readonly version?: string;
  readonly files?: Readonly<Record<string, Uint8Array | object | string>>;
}

export function tileset({ root, version = '1.1', files = {} }: Made): string {
  const at = fresh();
  const whole = {
    asset: { version },
    geometricError: 100,
    root: { boundingVolume: BOX, geometricError: 50, ...root },
  };
  for (const [name, content] of Object.entries({ 'tileset.json': whole, ...files })) {
    const file = path.join(at, name);
    mkdirSync(path.dirname(file), { recursive: true });
    const raw = content instanceof Uint8Array || typeof content === 'string';
    writeFileSync(file, raw ? content : JSON.stringify(content));
  }
  return path.join(at, 'tileset.json');
}

export const leaf = (uri: string, more: object = {}): object => ({
  boundingVolume: BOX,
  geometricError: 0,
  content: { uri },
  ...more,
});
export const external = (root: object): object => ({
  asset: { version: '1.0' },
  geometricError: 10,
  root: { boundingVolume: BOX, geometricError: 10, refine: 'REPLACE', ...root },
});
