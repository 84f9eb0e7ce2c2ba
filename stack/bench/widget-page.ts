/**
 * The least there is with Cesium: one `CesiumWidget` without a base layer, built with the same Vite and served from
 * memory. It says `data-ready="true"` after its first frame.
 */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, relative } from 'node:path';
import { build } from 'vite';
import { portOf } from '../../iot-bridge/device-server.ts';

const PAGE = `<!doctype html><title>widget</title><style>html,body,#map{margin:0;height:100%}</style>
<div id="map"></div><script type="module" src="/main.js"></script>`;
const MAIN = `import { CesiumWidget } from 'cesium';
const widget = new CesiumWidget(document.querySelector('#map'), { baseLayer: false });
const stop = widget.scene.postRender.addEventListener(() => {
  stop();
  document.documentElement.dataset.ready = 'true';
});
`;
const MIME: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};
const CESIUM_FOLDERS = ['Assets', 'ThirdParty', 'Workers'];

export interface ServedPage {
  readonly address: string;
  stop(): Promise<void>;
}

/** Serves `files` by their path below '/'. */
export async function serveFiles(files: ReadonlyMap<string, Buffer>): Promise<ServedPage> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0]?.slice(1) ?? '';
    const bytes = files.get(path === '' ? 'index.html' : path);
    if (bytes === undefined) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': MIME[extname(path === '' ? '.html' : path)] ?? 'text/html' });
    return response.end(bytes);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    address: `http://127.0.0.1:${portOf(server.address())}/`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function filesBelow(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return new Map(
    await Promise.all(
      files.map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        return [relative(folder, path), await readFile(path)] as const;
      }),
    ),
  );
}

/** @param root the checkout whose Vite and Cesium are taken */
export async function serveWidgetPage(root: string): Promise<ServedPage> {
  const folder = await mkdtemp(join(tmpdir(), 'chengkan-widget-'));
  const source = join(folder, 'source');
  const out = join(folder, 'out');
  const cesium = join(root, 'node_modules/cesium');
  await mkdir(source);
  await writeFile(join(source, 'index.html'), PAGE);
  await writeFile(join(source, 'main.js'), MAIN);
  await build({
    root: source,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { cesium: join(cesium, 'Source/Cesium.js') } },
    define: { CESIUM_BASE_URL: JSON.stringify('/cesium/') },
    build: { outDir: out, target: 'es2022', chunkSizeWarningLimit: 20_000 },
  });
  for (const name of CESIUM_FOLDERS) {
    await cp(join(cesium, 'Build/Cesium', name), join(out, 'cesium', name), { recursive: true });
  }
  const files = await filesBelow(out);
  await rm(folder, { recursive: true });
  return serveFiles(files);
}
