import { readFileSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'

const here = import.meta.dirname

test('the README shows the programs of the folder readme, each as it is', () => {
  const readme = readFileSync(`${here}/../README.md`, 'utf8')
  const snippets = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => code)
  const programs = readdirSync(`${here}/readme`).map((file) => readFileSync(`${here}/readme/${file}`, 'utf8'))
  expect(snippets.toSorted()).toEqual(programs.toSorted())
})
