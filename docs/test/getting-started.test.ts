import { execFile } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { pageOf } from '../../tools/guide-programs.ts'

const folder = join(import.meta.dirname, '../src/getting-started')
const page = pageOf('getting-started')

/** What a file of the page prints, run as the page says, by itself. */
async function printed(file: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@fairlead/source', '--disable-warning=ExperimentalWarning', file],
    { cwd: folder },
  )
  return stdout
}

describe('getting started', () => {
  test('shows the files of its folder, each as it is', () => {
    const shown = [...page.matchAll(/```\w+ title="([^"]+)"\n([^]*?)```/g)].map(([, name = '', code = '']) => [
      name,
      code,
    ])
    const files = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')])
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(files))
    expect(files.length).toBeGreaterThan(8)
  })

  test('first-call.ts prints the name', async () => {
    expect(await printed('first-call.ts')).toBe('Aurora\n')
  })

  test('first-error.ts prints the data that the contract declares for a 404', async () => {
    expect(await printed('first-error.ts')).toBe('No vessel borea\n')
  })

  test('first-plugin.ts prints that one request was sent for three calls, and that a write has the next one sent', async () => {
    expect(await printed('first-plugin.ts')).toBe('1\nBorea 3\n')
    expect(page).toContain('prints `1`')
    expect(page).toContain('`Borea 3`')
  })
})
