// `npm test`: everything that must hold before a change is merged, the cheapest check first.
import { program, runSteps } from './steps.ts'
import { vitest } from './vitest-step.ts'

const bin = 'node_modules'

runSteps([
  program('lock file is complete', 'tools/complete-lockfile.mjs', '--check'),
  program('lock file of the docs is complete', 'tools/complete-lockfile.mjs', '--check', 'docs'),
  program('format', `${bin}/oxfmt/bin/oxfmt`, '--check'),
  program('versions agree (sherif)', `${bin}/sherif/index.js`, '-r', 'root-package-manager-field'),
  program('manifests against the import table', 'tools/check-workspace.ts'),
  program('reasons and licences', 'tools/release/check-supply.ts'),
  program('lint', `${bin}/oxlint/bin/oxlint`),
  program('types (TypeScript 7)', `${bin}/typescript-native/bin/tsc`, '-p', 'tsconfig.json', '--noEmit'),
  program('unused code (knip)', `${bin}/knip/bin/knip.js`),
  program('types (TypeScript 6)', `${bin}/typescript/bin/tsc`, '-p', 'tsconfig.json', '--noEmit'),
  program('types of components (vue-tsc)', `${bin}/vue-tsc/bin/vue-tsc.js`, '--noEmit', '-p', 'apps/harbour-vue'),
  vitest('unit tests', 'unit'),
  vitest('integration tests', 'integration', 'graphql-16', 'otel-2'),
  program('build, publint, attw', `${bin}/nx/dist/bin/nx.js`, 'run-many', '-t', 'build', 'check:package'),
  program('API reports (api.md)', 'tools/release/api.ts', '--check'),
  program('size limits, and sizes in READMEs', 'tools/release/sizes.ts', '--check'),
  vitest('packed tarballs', 'packaging'),
  program('docs site', 'docs/build/run.ts'),
  // Astro writes the types of its modules when it builds.
  program('types of the docs (vue-tsc)', `${bin}/vue-tsc/bin/vue-tsc.js`, '--noEmit', '-p', 'docs'),
  vitest('docs tests', 'docs'),
  vitest('browser tests', 'browser', 'e2e', 'e2e-react', 'e2e-vue'),
])
