/** What tests and comparisons need from Debian, by package name; installed as root or by sudo, else the exact command is printed. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const NEEDED = [
  ['chromium', '/usr/bin/chromium'],
  ['fonts-noto-cjk', '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'],
  ['libgl1-mesa-dri', '/usr/lib/x86_64-linux-gnu/dri/swrast_dri.so'],
  ['libegl-mesa0', '/usr/lib/x86_64-linux-gnu/libEGL_mesa.so.0'],
  ['libegl1', '/usr/lib/x86_64-linux-gnu/libEGL.so.1'],
  ['libgles2', '/usr/lib/x86_64-linux-gnu/libGLESv2.so.2'],
  ['mosquitto', '/usr/sbin/mosquitto'],
  ['postgresql', '/usr/lib/postgresql/15/bin/postgres'],
  ['postgresql-15-postgis-3', '/usr/share/postgresql/15/extension/postgis.control'],
];

/** Independent programs that answers are compared with. */
export const PEERS = [
  ['gdal-bin', '/usr/bin/gdalinfo'],
  ['openscenegraph', '/usr/bin/osgconv'],
];

const isInstalled = ([name, file]) =>
  existsSync(file) ||
  spawnSync('dpkg-query', ['-W', '-f=${Status}', name], { encoding: 'utf8' }).stdout?.includes(
    'ok installed',
  );

export function ensureDebianPackages(say, needed = NEEDED) {
  const missing = needed.filter((entry) => !isInstalled(entry)).map(([name]) => name);
  if (missing.length === 0) return;
  const root = process.getuid?.() === 0;
  const sudo = !root && spawnSync('sudo', ['-n', 'true']).status === 0;
  const command = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (!root && !sudo) {
    say(`error: debian-packages-missing: these are needed; as root, run: ${command}`);
    process.exit(2);
  }
  say(`Installing from Debian: ${missing.join(' ')} (a few minutes the first time) …`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const [program, ...args] = [...(sudo ? ['sudo', '-E'] : []), 'sh', '-c', command];
  const done = spawnSync(program, args, { env: environment, stdio: ['ignore', 'ignore', 2] });
  if (done.status !== 0) {
    say(`error: debian-packages-missing: this did not finish: ${command}`);
    process.exit(2);
  }
}
