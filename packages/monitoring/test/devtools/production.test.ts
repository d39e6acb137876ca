import { fileURLToPath } from 'node:url'
import { build, defaultClientConditions } from 'vite'
import { expect, test } from 'vitest'

const ENTRY = `
import { createClient } from '@fairlead/core'
import { faults, openDevtools, performanceTracks } from '@fairlead/monitoring/devtools'
const client = createClient({
  baseUrl: 'https://harbour.example',
  plugins: import.meta.env.DEV ? [faults(), performanceTracks()] : [],
})
import.meta.env.DEV && openDevtools(client)
client.get('/vessels').json().then(console.log)
`
/** Texts of each part of the devtools. */
const MARKS = [
  'fairlead-devtools',
  'Open Fairlead devtools',
  'a fault of devtools',
  'track-entry',
  '--brass',
  'tablist',
]

/** What vite makes of a program that uses the devtools: its chunks, the first one is the program. */
async function chunksOf(mode: string): Promise<string[]> {
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = mode
  try {
    const built = await build({
      mode,
      configFile: false,
      envFile: false,
      logLevel: 'silent',
      root: fileURLToPath(new URL('.', import.meta.url)),
      resolve: { conditions: ['@fairlead/source', ...defaultClientConditions] },
      plugins: [
        {
          name: 'entry',
          resolveId: (id) => (id === 'entry' ? `${import.meta.dirname}/entry.js` : undefined),
          load: (id) => (id.endsWith('entry.js') ? ENTRY : undefined),
        },
      ],
      build: { write: false, minify: false, modulePreload: false, rollupOptions: { input: 'entry' } },
    })
    if (!('output' in built)) throw new Error('one build was asked for')
    return built.output
      .flatMap((chunk) => (chunk.type === 'chunk' ? [chunk] : []))
      .toSorted((a, b) => Number(b.isEntry) - Number(a.isEntry))
      .map(({ code }) => code)
  } finally {
    process.env['NODE_ENV'] = before
  }
}

test('nothing of the devtools is in a production build', async () => {
  const chunks = await chunksOf('production')
  expect(chunks).toHaveLength(1)
  expect(MARKS.filter((mark) => chunks.some((code) => code.includes(mark)))).toEqual([])
}, 30_000)

test('in a build for development all of it is there, and the panel is loaded when it is asked for', async () => {
  const [program = '', ...rest] = await chunksOf('development')
  const isIn = (code: string) => MARKS.filter((mark) => code.includes(mark))
  expect(isIn(rest.join('\n'))).toEqual(expect.arrayContaining(['Open Fairlead devtools', '--brass', 'tablist']))
  expect(isIn(program)).toEqual(['fairlead-devtools', 'a fault of devtools', 'track-entry'])
}, 30_000)
