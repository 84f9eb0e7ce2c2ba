/** OpenSceneGraph, by osgconv: our seeded tile in every version of the layout, compressed, and under a matrix. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { OsgbTile } from '../../formats/osgb/model.ts';
import { SEEDED_TILE, seededQuad } from '../../formats/osgb/seeded-tile.test-support.ts';
import { writeOsgb } from '../../formats/osgb/write.ts';

const VERSIONS = [91, 97, 111, 112, 131, 146, 147, 150, 153, 154, 156, 161];

/** A model alone in its tile, 9 m by 10 m at E = 100 m. */
const SINGLE: OsgbTile = {
  images: [],
  nodes: SEEDED_TILE.nodes.slice(1).map((node) => ({
    ...node,
    childFiles: [],
    geometries: [seededQuad(100, { image: null })],
  })),
};

function osgconv(folder: string, from: string, to: string, option?: string): Buffer {
  // eslint-disable-next-line no-restricted-properties -- handed on unread to another program
  const environment = { ...process.env, OSG_OPTIMIZER: 'OFF' };
  const { status, stderr } = spawnSync(
    'osgconv',
    [from, to, ...(option === undefined ? [] : ['-O', option])],
    {
      // osgconv writes the folder of what it reads into what it writes: here that is none
      cwd: folder,
      encoding: 'utf8',
      timeout: 30_000,
      env: environment,
    },
  );
  if (status !== 0) throw new Error(`osgconv ${from} ${to} ${option ?? ''}: ${stderr}`);
  return readFileSync(path.join(folder, to));
}

/** Row vectors: a quarter turn to the left, then (5, 6, 7). */
function underMatrix(folder: string): Buffer {
  writeFileSync(path.join(folder, 'single.osgb'), writeOsgb(SINGLE));
  const text = osgconv(folder, 'single.osgb', 'single.osgt').toString();
  const geode = text.split(/^(?=osg::Geode)/m)[1] ?? '';
  const head = '#Ascii Scene\n#Version 161\n#Generator OpenSceneGraph 3.6.5\n\n';
  const matrix = '  Matrix {\n0 1 0 0 -1 0 0 0 0 0 1 0 5 6 7 1\n  }\n';
  const transform = `osg::MatrixTransform {\n  UniqueID 999\n  Children 1 {\n${geode}  }\n${matrix}}\n`;
  writeFileSync(path.join(folder, 'under-matrix.osgt'), head + transform);
  return osgconv(folder, 'under-matrix.osgt', 'moved.osgb');
}

export function makeOsgconvReference() {
  const folder = mkdtempSync(path.join(tmpdir(), 'chengkan-osgconv-'));
  try {
    writeFileSync(path.join(folder, 'seeded.osgb'), writeOsgb(SEEDED_TILE));
    const versions = VERSIONS.map((version) => {
      const bytes = osgconv(folder, 'seeded.osgb', `v${version}.osgb`, `TargetFileVersion=${version}`);
      return [version, bytes.toString('base64')];
    });
    return {
      madeBy: 'osgconv of OpenSceneGraph 3.6.5, of formats/osgb/seeded-tile.test-support.ts; base64',
      versions: Object.fromEntries(versions),
      compressed: osgconv(folder, 'seeded.osgb', 'packed.osgb', 'Compressor=zlib').toString('base64'),
      underMatrix: underMatrix(folder).toString('base64'),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
