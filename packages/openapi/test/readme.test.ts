import { readFileSync, readdirSync } from 'node:fs'
import { expect, test, vi } from 'vitest'

// Validators compile their rules anew for each document.
vi.setConfig({ testTimeout: 60_000 })

const here = import.meta.dirname

test('the README shows the programs of the folder readme, each as it is', () => {
  const readme = readFileSync(`${here}/../README.md`, 'utf8')
  const snippets = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => code)
  const programs = readdirSync(`${here}/readme`).map((file) => readFileSync(`${here}/readme/${file}`, 'utf8'))
  expect(snippets.toSorted()).toEqual(programs.toSorted())
})

test('the program prints a document that nothing is wrong with', async () => {
  const log = vi.spyOn(console, 'log').mockReturnValue()
  const warn = vi.spyOn(console, 'warn').mockReturnValue()
  await import('./readme/start.ts')
  const printed: unknown = JSON.parse(String(log.mock.calls[0]?.[0]))
  vi.restoreAllMocks()

  expect(warn).not.toHaveBeenCalled()
  expect(printed).toHaveProperty('components.schemas.Vessel.properties.builtAt', {
    type: 'string',
    format: 'date-time',
  })
})
