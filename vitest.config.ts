import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{contracts,geodesy,formats,analyses,tiles,iot-bridge,case-service,gateway,stack,src}/**/*.test.ts',
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // on two cores Vitest would take one
    maxWorkers: 2,
    // every file starting anew costs a quarter of the time; a test must not depend on what another file loaded
    isolate: false,
  },
});
