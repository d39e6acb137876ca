import { readFileSync, readdirSync } from 'node:fs'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'

const here = import.meta.dirname
const readme = readFileSync(`${here}/../README.md`, 'utf8')

test('the README shows the programs of the folder readme, each as it is', () => {
  const snippets = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => code)
  const programs = readdirSync(`${here}/readme`).map((file) => readFileSync(`${here}/readme/${file}`, 'utf8'))
  expect(snippets.toSorted()).toEqual(programs.toSorted())
})

test('start.ts is an app', async () => {
  const { app } = await import('./readme/start.ts')
  expect(renderToStaticMarkup(app)).toBe('<button></button>')
})
