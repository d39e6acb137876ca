import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { aimd, browser, languageModel, server } from '@fairlead/queue'
import { describe, expect, test } from 'vitest'
import { pageOf } from '../../../tools/guide-programs.ts'

const source = join(import.meta.dirname, '../src')
const text = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(source, file), 'utf8'))
  .join('\n')
const pages = [
  'resilience',
  'resilience-policies',
  'resilience-reasons',
  'resilience-gathering',
  'outbox',
  'outbox-places',
].map(pageOf)
const reasons = pageOf('resilience-reasons')
const outbox = pageOf('outbox')

/** What a pattern finds in the sources, each once. */
function found(pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].toSorted()
}

/** Those of the names that a page does not have as code. */
const missing = (names: readonly string[], page: string): string[] => {
  expect(names.length).toBeGreaterThan(2)
  return names.filter((name) => !page.includes(`\`${name}\``))
}

describe('the resilience guide', () => {
  test('names every reason of a refusal', () => {
    const [, union = ''] = /export type QueueReason =([^]*?)\n\n/.exec(text) ?? []
    const names = [...union.matchAll(/\| '([\w-]+)'/g)].map(([, name = '']) => name)
    expect(missing(names, reasons)).toEqual([])
    expect(
      missing(found(/reason: '((?:outbox|answered)-[\w-]+)'/g).concat('outbox-dead', 'outbox-unavailable'), outbox),
    ).toEqual([])
  })

  test('names every event', () => {
    const events = [...found(/\btell\('([\w-]+)', \{/g), ...found(/type: 'plugin:queue:(\w+)'/g)]
    expect(events).toContain('hold')
    expect(
      missing(
        events.map((name) => `plugin:queue:${name}`),
        reasons,
      ),
    ).toEqual([])
  })

  test('names every thing that may happen to a kept write', () => {
    const told = [...found(/\btell\('([\w-]+)', (?!\{)/g), ...found(/readonly next: '([\w-]+)'/g), 'sent', 'drop']
    // What a lane refuses is told in the same way.
    const kept = told.filter((name) => name !== 'refused')
    expect(missing(kept, outbox)).toEqual([])
  })

  test('names every member of a snapshot', () => {
    const [, members = ''] = /interface SchedulerSnapshot \{([^]*?)\n\}/.exec(text) ?? []
    expect(
      missing(
        [...members.matchAll(/^ {2}readonly (\w+):/gm)].map(([, name = '']) => name),
        reasons,
      ),
    ).toEqual([])
  })

  test('names every option', () => {
    const options = [...text.matchAll(/: Guards<[^\n]+ = \{([^]*?)\}\n/g)].flatMap(([, table = '']) =>
      [...table.matchAll(/\b([a-z]\w+)(?:: (?:is\w+|WORK|\()|,)/g)].map(([, name = '']) => name),
    )
    expect(options.length).toBeGreaterThan(60)
    expect([...new Set(options)].filter((name) => !pages.some((page) => page.includes(name)))).toEqual([])
  })

  test('has the numbers of the presets', () => {
    const [, table = ''] = /## What to turn on([^]*?)\n## /.exec(pageOf('resilience')) ?? []
    const rows = table
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) => line.split('|').map((cell) => cell.trim()))
    const row = (title: string): string[] => rows.find(([, name]) => name === title)?.slice(2, 5) ?? []
    const presets = [browser, server, languageModel]
    const time = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`)

    expect(row('may wait')).toEqual(presets.map(({ maxQueued }) => maxQueued.toLocaleString('en')))
    expect(row('for as long as')).toEqual(presets.map(({ maxWaitMs }) => time(maxWaitMs)))
    expect(row('at once')[0]).toBe(String(browser.concurrency))
    expect(row('at once')[2]).toBe(String(languageModel.concurrency))
    expect(row('at once')[1]).toContain(`from ${server.concurrency().limit} on, 500 at most`)
    expect(server.concurrency.toString()).toBe(aimd().toString())
    const breakers: {
      ratio?: number
      minimum?: number
      window?: { ms: number }
      openMs: number
      maxOpenMs?: number
    }[] = presets.map(({ breaker }) => breaker)
    expect(row('breaker')).toEqual(
      breakers.map(({ ratio = 0.5, minimum = 10, window = { ms: 10_000 }, openMs, maxOpenMs = 60_000 }) => {
        return `${ratio === 0.5 ? 'half' : `${ratio * 100} %`} of ${minimum} in ${window.ms / 1_000} s; open for ${openMs / 1_000} to ${maxOpenMs / 1_000} s`
      }),
    )
  })

  test.each([
    ['the queue', 'scheduler/lines.ts'],
    ['feedback', 'feedback.ts'],
    ['aimd', 'adaptive/aimd.ts'],
    ['gradient2', 'adaptive/gradient2.ts'],
    ['breaker', 'breaker/breaker.ts'],
    ['hedge', 'hedge/contest.ts'],
  ])('has the defaults of %s', (policy, file) => {
    const [, table = ''] = /## Defaults([^]*)$/.exec(pageOf('resilience-policies')) ?? []
    const [, own = ''] = new RegExp(`\\*\\*\\W*${policy}\\W*\\*\\*([^]*?)(?:\\n\\| \\*|\\n\\n)`).exec(table) ?? []
    const code = readFileSync(join(source, file), 'utf8')
    const pairs = [...code.matchAll(/\b([a-z]\w+) = ([\d._]+)(?=[, ])/g)].map(([, name = '', value = '']) => {
      const line = own.split('\n').find((each) => each.includes(`\`${name}\``))
      return { name, line, value: Number(value.replaceAll('_', '')).toLocaleString('en') }
    })
    const named = pairs.filter(({ line }) => line !== undefined)
    expect(named.length).toBeGreaterThan(1)
    expect(named.filter(({ line, value }) => !line?.includes(value))).toEqual([])
  })
})
