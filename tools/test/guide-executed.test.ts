import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { pageOf, programsOf } from '../guide-programs.ts'
import { guideRuns, runsIn } from '../guide-runs.ts'

/** Programs that a test runs in another way: which is the first, from 0, of a page, and which test. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  // Leaves its page for the provider's, and comes back.
  'authentication 2': 'packages/auth/test/provider/oidc.test.ts',
  // Needs IndexedDB. It is a program of the README.
  'caching-places 2': 'packages/cache/test/readme.browser.test.ts',
  // Needs XMLHttpRequest.
  'transports 2': 'packages/core/test/xhr.browser.test.ts',
}
/** Blocks that are not programs of `programsOf`, by page, with their test. */
const OTHER_BLOCKS: Readonly<Record<string, string>> = {
  'getting-started': 'docs/test/getting-started.test.ts',
  graphql: 'packages/graphql/test/provider/guide.test.ts',
}

const root = join(import.meta.dirname, '../..')
const pages = readdirSync(join(root, 'docs/guide'))
  .filter((file) => file.endsWith('.md'))
  .map((file) => file.slice(0, -'.md'.length))
const programs = pages.flatMap((page) => programsOf(page).map((_, index) => `${page} ${index}`))
const runs = new Set(guideRuns().map(({ page, index }) => `${page} ${index}`))

describe('every program of the guide', () => {
  test('is run by a test', () => {
    expect(programs.length).toBeGreaterThan(100)
    expect(programs.filter((program) => !runs.has(program))).toEqual(Object.keys(ELSEWHERE))
  })

  test('that a test runs is there', () => {
    expect([...runs].filter((program) => !programs.includes(program))).toEqual([])
  })

  test('is a block of ts, or is known by its page', () => {
    const others = pages.filter((page) => /^```tsx?\b.|^```tsx$/m.test(pageOf(page)))
    expect(others).toEqual(Object.keys(OTHER_BLOCKS))
  })

  test.each([...Object.values(ELSEWHERE), ...Object.values(OTHER_BLOCKS)])('%s is there', (file) => {
    expect(existsSync(join(root, file))).toBe(true)
  })
})

describe('a program', () => {
  const run = (body: string) => runsIn(`const [first = '', , third = ''] = programsOf('calls')\n${body}`)

  test('counts where it is run', () => {
    const both = [
      { page: 'calls', index: 0 },
      { page: 'calls', index: 2 },
    ]
    expect(run('await run(first, fetch); expect(await run(`${third}`, fetch)).toEqual([])')).toEqual(both)
    expect(run("test.each([['a', first], ['b', third]])('%s', (_, program) => run(program, fetch))")).toEqual(both)
  })

  test('does not count where it is not used, or only compared', () => {
    expect(run('')).toEqual([])
    expect(run('expect(first).toBe(readme); expect(readme).toBe(third)')).toEqual([])
  })
})
