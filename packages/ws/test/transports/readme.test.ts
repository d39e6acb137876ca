import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { onAFreePort } from '../support/on-a-free-port.ts'

const folder = join(import.meta.dirname, '../readme')
const readme = readFileSync(join(folder, '../../README.md'), 'utf8')

test('the README shows the programs of the folder readme, each as it is', () => {
  const snippets = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => code)
  const programs = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'))
  expect(snippets.toSorted()).toEqual(programs.toSorted())
})

test('its server and its client talk to each other', async () => {
  const lines: unknown[][] = []
  const log = vi.spyOn(console, 'log').mockImplementation((...words: unknown[]) => void lines.push(words))
  const port = onAFreePort()
  try {
    const { sockets } = await import('../readme/server.ts')
    await import('../readme/client.ts')
    expect(lines).toEqual([['aurora', 54.32, 10.14], ['aurora steers 270'], ['acknowledged', 11.5]])
    sockets.close()
  } finally {
    log.mockRestore()
    await port.close()
  }
})
