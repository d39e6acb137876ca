import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { playwright } from '@vitest/browser-playwright'
import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'
import { findChromium } from './tools/chromium.ts'

// Workspace packages resolve to their sources, so no test waits for a build.
const source = '@fairlead/source'
const server = { conditions: [source, ...defaultServerConditions], externalConditions: [source, 'node', 'module-sync'] }
const nodeResolution = { resolve: { conditions: server.conditions }, ssr: { resolve: server } }

const browserTests = '{{packages,apps}/*,docs}/test/**/*.browser.test.{ts,tsx}'
/** Those that talk to real servers over loopback. */
const integrationTests = [
  'packages/*/test/transports/**/*.test.ts',
  'packages/*/test/provider/**/*.test.ts',
  'packages/*/test/stores/**/*.test.ts',
  'apps/harbour-*/test/**/*.test.{ts,tsx}',
  'apps/e2e/test/integration/**/*.test.ts',
]
/** What is of no one room: the command, the start page, and that the rooms are alike. */
const noRoomTests = ['command', 'start', 'alike'].map((name) => `apps/e2e/test/demo-${name}.test.ts`)
const soakTests = '**/*.soak.test.ts'
const fullTests = '**/*.full.test.ts'
const otelApi = fileURLToPath(new URL('node_modules/otel-api-1.9/build/src/index.js', import.meta.url))
const elsewhere = ['**/node_modules/**', '**/dist/**']

/** Looked up only when a browser is launched, so unit tests run on machines without one. */
const launch = (): ReturnType<typeof playwright> => {
  const { executablePath, args, env } = findChromium()
  return playwright({ launchOptions: { executablePath, args, env } })
}
const wanted = process.argv.flatMap((arg, i, all) =>
  arg === '--project' ? [all[i + 1]] : arg.startsWith('--project=') ? [arg.slice(10)] : [],
)
const wantsBrowser =
  wanted.includes('browser') ||
  (wanted.length === 0 && !process.argv.some((arg) => /\.test\.tsx?$/.test(arg) && !arg.includes('.browser.')))

export default defineConfig({
  test: {
    projects: [
      {
        ...nodeResolution,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['packages/*/test/**/*.test.{ts,tsx}', 'tools/test/**/*.test.ts'],
          exclude: [...elsewhere, browserTests, fullTests, soakTests, ...integrationTests],
        },
      },
      {
        // Reads the built site: `npm run docs` comes first.
        ...nodeResolution,
        test: {
          name: 'docs',
          environment: 'node',
          include: ['docs/test/**/*.test.ts'],
          exclude: [...elsewhere, '**/*.browser.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...nodeResolution,
        test: {
          name: 'integration',
          environment: 'node',
          include: integrationTests,
          exclude: [...elsewhere, browserTests, fullTests],
          testTimeout: 20_000,
        },
      },
      {
        // What tests import by the alias, what packages import by the hook.
        resolve: { ...nodeResolution.resolve, alias: [{ find: /^graphql(?=\/|$)/, replacement: 'graphql-16' }] },
        ssr: nodeResolution.ssr,
        test: {
          name: 'graphql-16',
          environment: 'node',
          include: ['packages/graphql/test/provider/**/*.test.ts'],
          exclude: [...elsewhere, browserTests],
          testTimeout: 20_000,
          execArgv: ['--import', './packages/graphql/test/support/graphql-16.mjs'],
        },
      },
      {
        resolve: {
          ...nodeResolution.resolve,
          alias: [
            // Its build for Node: Vite would take the one for bundlers.
            { find: '@opentelemetry/api', replacement: otelApi },
            { find: './sdk.ts', replacement: './sdk-2.ts' },
          ],
        },
        ssr: nodeResolution.ssr,
        test: {
          name: 'otel-2',
          environment: 'node',
          include: ['packages/monitoring/test/{spans,provider/otlp}/**/*.test.ts'],
          exclude: [...elsewhere, browserTests],
          testTimeout: 20_000,
          execArgv: ['--import', './packages/monitoring/test/support/otel-2.mjs'],
        },
      },
      ...(wantsBrowser
        ? [
            {
              plugins: [vue()],
              resolve: {
                conditions: [source, ...defaultClientConditions],
                // The docs have an installation of their own.
                dedupe: ['react', 'react-dom', 'vue'],
              },
              // The name of the environment that the global set-up runs in.
              environments: { __vitest__: { resolve: { conditions: server.conditions } } },
              optimizeDeps: {
                include: [
                  'react',
                  'react-dom/client',
                  'react-dom/server',
                  'react/jsx-dev-runtime',
                  'axios',
                  'ky',
                  'zod',
                  'idb',
                  'jose',
                  'oauth4webapi',
                  'urql',
                  '@urql/core',
                  '@urql/vue',
                  '@0no-co/graphql.web',
                  'wonka',
                  'vue',
                  '@tanstack/query-core',
                  '@tanstack/react-query',
                  '@tanstack/vue-query',
                ],
              },
              test: {
                name: 'browser',
                include: [browserTests],
                exclude: elsewhere,
                globalSetup: ['packages/core/test/transports/fault-server.setup.ts'],
                testTimeout: 20_000,
                browser: {
                  enabled: true,
                  headless: true,
                  screenshotFailures: false,
                  provider: launch(),
                  instances: [{ browser: 'chromium' as const }],
                },
              },
            },
          ]
        : []),
      // Both control rooms are to do the same.
      ...(['react', 'vue'] as const).map((framework) => ({
        ...nodeResolution,
        test: {
          name: `e2e-${framework}`,
          environment: 'node' as const,
          include: ['apps/e2e/test/demo*.test.ts'],
          exclude: [...elsewhere, fullTests, ...noRoomTests],
          provide: { framework },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      })),
      {
        ...nodeResolution,
        test: {
          name: 'e2e',
          environment: 'node',
          include: noRoomTests,
          exclude: [...elsewhere, fullTests],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...nodeResolution,
        test: {
          name: 'packaging',
          environment: 'node',
          include: ['apps/e2e/test/packaging/**/*.test.ts'],
          exclude: [...elsewhere, fullTests],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...nodeResolution,
        test: {
          name: 'full',
          environment: 'node',
          include: [fullTests],
          exclude: elsewhere,
          testTimeout: 600_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...nodeResolution,
        test: {
          name: 'soak',
          environment: 'node',
          include: [soakTests],
          exclude: elsewhere,
          testTimeout: 3_600_000,
        },
      },
    ],
  },
})
