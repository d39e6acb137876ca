import { readFileSync, readdirSync } from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import { renderToString } from 'vue/server-renderer'

const here = import.meta.dirname
const readme = readFileSync(`${here}/../README.md`, 'utf8')

afterEach(() => vi.unstubAllGlobals())

test('the README shows the programs of the folder readme, each as it is', () => {
  const snippets = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => code)
  const programs = readdirSync(`${here}/readme`).map((file) => readFileSync(`${here}/readme/${file}`, 'utf8'))
  expect(snippets.toSorted()).toEqual(programs.toSorted())
})

test('start.ts shows what it was answered', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ id: '1', name: 'Ever Given' })))
  const { app } = await import('./readme/start.ts')
  expect(await renderToString(app)).toBe('<button>Ever Given</button>')
}, 20_000)
