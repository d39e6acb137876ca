import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, defaultClientConditions } from 'vite'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
const entries = ['index', 'ws', 'queue', 'monitoring'].map((name) => resolve(import.meta.dirname, `../src/${name}.ts`))

test('the main entry has its types without the optional packages, libraries checked too', { timeout: 120_000 }, () => {
  const flags = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    'false',
    '--target',
    'es2023',
    '--types',
    '',
  ]
  const lib = ['--lib', 'es2024,dom,dom.iterable,dom.asynciterable']
  const resolution = ['--module', 'nodenext', '--customConditions', '@fairlead/source', '--allowImportingTsExtensions']
  const { stdout } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/typescript-native/bin/tsc'),
      ...flags,
      ...lib,
      ...resolution,
      '--listFiles',
      join(import.meta.dirname, 'consumer/main-entry.ts'),
    ],
    { cwd: root, encoding: 'utf8' },
  )
  const lines = stdout.trim().split('\n')
  expect(lines.filter((line) => /error TS/.test(line))).toEqual([])
  const ours = lines.flatMap((line) => /[\\/]packages[\\/](\w+)[\\/]/.exec(line)?.[1] ?? [])
  expect([...new Set(ours)].toSorted()).toEqual(['core', 'query', 'vue'])
})

test('all entries together are at most 3 kB over their peers, minified and compressed', async () => {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    resolve: { conditions: ['@fairlead/source', ...defaultClientConditions] },
    build: {
      write: false,
      minify: 'oxc',
      target: 'esnext',
      lib: { entry: entries, formats: ['es'] },
      rolldownOptions: { external: [/^@fairlead\//, /^@tanstack\//, 'vue'] },
    },
  })
  const [output] = [built].flat()
  if (!output || !('output' in output)) throw new Error('nothing was built')
  const code = output.output.map((each) => ('code' in each ? each.code : '')).join('')
  expect(code).toContain('useHealth')
  expect(gzipSync(code).length).toBeLessThanOrEqual(3_000)
}, 60_000)
