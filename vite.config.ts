/**
 * The client: `src/` → `dist/client/`. Cesium is a chunk of its own behind a lazy import, so that the sign-in page stands
 * before it; its assets are copied, since nothing may come from another host. Text is compressed once, here, and the
 * gateway sends the stored .br or .gz.
 */
import { createReadStream } from 'node:fs';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname, join, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vite';

const CESIUM_BUILD = resolve(import.meta.dirname, 'node_modules/cesium/Build/Cesium');
const CESIUM_URL = '/cesium/';
/** `Widgets` is left out: it holds the style sheets and images of widgets that are not used. */
const CESIUM_FOLDERS = ['Assets', 'ThirdParty', 'Workers'];
const MIME: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.xml': 'application/xml',
};

function cesiumAssets(): Plugin {
  return {
    name: 'cesium-assets',
    configureServer(server) {
      server.middlewares.use(CESIUM_URL, (request, response, next) => {
        const path = resolve(
          CESIUM_BUILD,
          `.${decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/')}`,
        );
        if (!path.startsWith(CESIUM_BUILD + sep)) return next();
        // A worker of an isolated page is refused without the page's own headers.
        for (const [name, value] of Object.entries(server.config.server.headers ?? {})) {
          if (value !== undefined) response.setHeader(name, value);
        }
        const stream = createReadStream(path);
        stream.on('open', () =>
          response.setHeader('content-type', MIME[extname(path)] ?? 'application/octet-stream'),
        );
        stream.on('error', () => next());
        stream.pipe(response);
      });
    },
    async writeBundle(options) {
      const out = join(options.dir ?? 'dist/client', CESIUM_URL);
      for (const folder of CESIUM_FOLDERS) {
        await cp(join(CESIUM_BUILD, folder), join(out, folder), { recursive: true });
      }
    },
  };
}

/**
 * `cesium` without `@cesium/widgets`, which brings knockout, which needs eval, which the content security policy forbids.
 * Resium imports Viewer from there too; nothing here draws one. Hot reload has no such policy, and needs the package
 * whole: Vite bundles it once, together with the CommonJS modules that the engine imports.
 */
function cesiumEngineAlone(): Plugin {
  const id = '\0cesium-engine-alone';
  const engine = createRequire(resolve(CESIUM_BUILD, '../../package.json')).resolve('@cesium/engine');
  return {
    name: 'cesium-engine-alone',
    apply: 'build',
    enforce: 'pre',
    resolveId: (source) => (source === 'cesium' ? id : null),
    load: (source) =>
      source === id ? `export * from ${JSON.stringify(engine)};\nexport const Viewer = undefined;\n` : null,
  };
}

/** Each component of Resium is made by a call; said to be pure, the ones that nobody draws go, with what they import. */
function resiumPure(): Plugin {
  const made = /= (\w+)\(\{(?=\s*name: ")/g;
  return {
    name: 'resium-pure',
    apply: 'build',
    transform(code, id) {
      if (!id.endsWith('/resium/dist/resium.js')) return null;
      if (!made.test(code)) throw new Error(`${id}: the calls that make components are not there`);
      return { code: code.replace(made, '= /* @__PURE__ */ $1({'), map: null };
    },
  };
}

/** Cesium asks for pixelated canvases by a style attribute, which the policy refuses and the console shows. */
function cesiumWithoutStyleAttribute(): Plugin {
  const asked = /canvas\.setAttribute\(\s*"style",[^)]*\)/;
  return {
    name: 'cesium-without-style-attribute',
    apply: 'build',
    transform(code, id) {
      if (!id.endsWith('/Core/FeatureDetection.js')) return null;
      if (!asked.test(code)) throw new Error(`${id}: the style attribute to replace is not there`);
      return { code: code.replace(asked, 'canvas.style.imageRendering = "pixelated"'), map: null };
    },
  };
}

const COMPRESSED = new Set(['.js', '.css', '.json', '.svg', '.wasm', '.xml']);
/** Below this size the headers weigh more than the gain. */
const COMPRESSION_MIN_BYTES = 1024;

/** The page itself stays plain: the gateway writes a fresh nonce into every copy. */
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    enforce: 'post',
    async closeBundle() {
      const out = resolve(import.meta.dirname, 'dist/client');
      const names = await readdir(out, { recursive: true });
      for (const name of names.filter((each) => COMPRESSED.has(extname(each)))) {
        const path = join(out, name);
        const bytes = await readFile(path);
        if (bytes.length < COMPRESSION_MIN_BYTES) continue;
        const quality = bytes.length > 2_000_000 ? 10 : 11;
        const params = {
          [constants.BROTLI_PARAM_QUALITY]: quality,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        };
        await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, { params }));
        await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
      }
    },
  };
}

const gateway = `http://127.0.0.1:${process.env['CHENGKAN_GATEWAY_PORT'] ?? '8080'}`;

export default defineConfig({
  plugins: [
    react(),
    cesiumEngineAlone(),
    cesiumWithoutStyleAttribute(),
    resiumPure(),
    cesiumAssets(),
    precompress(),
  ],
  define: { CESIUM_BASE_URL: JSON.stringify(CESIUM_URL) },
  build: {
    outDir: 'dist/client',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 6000,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'cesium', test: /node_modules[\\/](@cesium|cesium|resium)[\\/]/ },
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
          ],
        },
      },
    },
  },
  // The analyses' worker loads raster decoders when a file needs them: chunks, which only modules can have.
  worker: { format: 'es' },
  server: {
    proxy: { '/api': gateway, '/district': gateway, '/healthz': gateway },
  },
});
