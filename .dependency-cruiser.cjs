/** Which folder may import which (the table in docs/architecture.md). A test plants one violation per rule. */
const parts =
  '^(src|tiles|analyses|iot-bridge|case-service|video-watch|gateway|contracts|geodesy|formats|stack|e2e)/';
const only = (from, to, name) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: parts, pathNot: to },
});
const never = (name, from, to) => ({ name, severity: 'error', from, to });

module.exports = {
  forbidden: [
    only('^contracts/', '^contracts/', 'contracts-scope'),
    only('^geodesy/', '^(geodesy|contracts)/', 'geodesy-scope'),
    only('^formats/', '^(formats|geodesy|contracts)/', 'formats-scope'),
    only('^analyses/(?!worker/|commands/)', '^(analyses|geodesy|contracts)/', 'kernels-scope'),
    only('^analyses/(worker|commands)/', '^(analyses|formats|geodesy|contracts)/', 'analyses-edge-scope'),
    only('^tiles/', '^(tiles|formats|geodesy|contracts|analyses/scene)/', 'tiles-scope'),
    ...['iot-bridge', 'case-service', 'video-watch', 'gateway'].map((part) =>
      only(`^${part}/`, `^(${part}|geodesy|contracts)/`, `${part}-scope`),
    ),
    only('^src/', '^(src|geodesy|contracts|analyses)/', 'client-scope'),
    only('^e2e/', '^(e2e|contracts)/', 'e2e-scope'),
    never('no-cycles', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
    never(
      'contracts-import-zod-only',
      { path: '^contracts/', pathNot: '\\.test\\.ts$' },
      { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: 'node_modules/zod' },
    ),
    never(
      'formats-are-pure',
      { path: '^(formats|geodesy)/', pathNot: '\\.(test|soak)\\.ts$' },
      { dependencyTypes: ['core'] },
    ),
    never(
      'kernels-import-few-packages',
      { path: '^analyses/(?!worker/|commands/)', pathNot: '\\.(test|bench)\\.ts$' },
      {
        dependencyTypes: ['npm', 'npm-dev', 'core'],
        pathNot: 'node_modules/(three|three-mesh-bvh|astronomy-engine|@turf)',
      },
    ),
    never('one-door-to-kernels', { path: '^src/', pathNot: '^src/analysis/' }, { path: '^analyses/' }),
    never(
      'door-opens-on-protocol',
      { path: '^src/analysis/' },
      { path: '^analyses/', pathNot: '^analyses/worker/protocol\\.ts$' },
    ),
    never(
      'cesium-stays-in-globe',
      { path: '^src/', pathNot: '^src/globe/' },
      { path: 'node_modules/(@?cesium|resium)' },
    ),
    never('react-stays-out-of-stores', { path: '\\.store\\.ts$' }, { path: 'node_modules/react' }),
    never(
      'features-are-siblings',
      { path: '^src/features/([^/]+)/' },
      { path: '^src/features/', pathNot: '^src/features/$1/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
