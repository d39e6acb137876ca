import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { brokenLinksOf, pageOf } from '../../../tools/guide-programs.ts'

const source = join(import.meta.dirname, '../src')
const read = (file: string): string => readFileSync(join(source, file), 'utf8')
const text = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map(read)
  .join('\n')
const names = ['live', 'live-delivery', 'live-reconnect', 'live-sessions', 'live-server', 'migrating-from-socketio']
const pages = names.map(pageOf).join('\n')
const protocol = readFileSync(join(source, '../PROTOCOL.md'), 'utf8')

/** The members of a union of texts, with its comments or without. */
function union(type: string): string[] {
  const [, members = ''] = new RegExp(`export type ${type} =([^]*?)(?:\\n\\n|$)`).exec(text) ?? []
  const found = [...members.replaceAll(/\/\*\*.*?\*\//g, '').matchAll(/'([\w-]+)'/g)].map(([, name = '']) => name)
  expect(found.length).toBeGreaterThan(2)
  return found
}

/** Those of the words that a page does not have as code. */
const missing = (words: readonly string[], page: string): string[] =>
  words.filter((word) => !page.includes(`\`${word}\``))

/** A number of the sources as pages write it. */
const written = (value: string): string => Number(value.replaceAll('_', '')).toLocaleString('en')

describe('the guide to live connections', () => {
  test('names every state and every reason of a step', () => {
    expect(missing([...union('ConnectionState'), ...union('TransitionCode')], pageOf('live-reconnect'))).toEqual([])
  })

  test('names every verdict and class with its reasons', () => {
    const delivery = pageOf('live-delivery')
    const words = [...union('NotSentReason'), ...union('UnknownReason'), ...union('MessageClass')]
    expect(missing(words, delivery)).toEqual([])
  })

  test('names every reason of an error and every event', () => {
    const events = [...text.matchAll(/\btell\('(\w+)', \{/g)].map(([, name = '']) => `plugin:ws:${name}`)
    expect(events.length).toBeGreaterThan(2)
    expect(missing([...union('SocketErrorReason'), ...events], pageOf('live'))).toEqual([])
  })

  test('names every option', () => {
    const tables = [...text.matchAll(/\bcheck(?:<[^(]+>)?\('[^']+', [^{]+\{([^]*?)\n {2,}\}\)/g)]
    const options = tables.flatMap(([, table = '']) => [...table.matchAll(/^ +(\w+): /gm)].map(([, name = '']) => name))
    expect(options.length).toBeGreaterThan(25)
    expect([...new Set(options)].filter((name) => !pages.includes(name))).toEqual([])
  })

  test('leads to places that exist', () => {
    expect(brokenLinksOf(names)).toEqual([])
  })
})

describe('PROTOCOL.md', () => {
  test('names every frame and member', () => {
    const frames = read('frames.ts')
    const types = [...frames.matchAll(/readonly type: '(\w+)'/g)].map(([, type = '']) => type)
    expect(types).toHaveLength(6)
    const [, parts = ''] = /export interface Hello([^]*?)\/\*\* What a frame says\. \*\//.exec(frames) ?? []
    const members = [...parts.matchAll(/readonly (\w+\??):/g)].map(([, member = '']) => member)
    expect(members.length).toBeGreaterThan(20)
    const has = (member: string): boolean =>
      [`\`${member}\``, `\`${member.replace('?', '')}\``].some((code) => protocol.includes(code))
    const inBraces = ['from', 'to', 'code', 'message', 'data?', 'type']
    expect(members.filter((member) => !has(member) && !inBraces.includes(member))).toEqual([])
  })

  test('has the close codes, in the guide too, and every code that the server half closes with', () => {
    const usual = [...read('close-codes.ts').matchAll(/^ {2}(\d{4}): '(\w+)'/gm)]
    expect(usual).toHaveLength(13)
    const sent = [...text.matchAll(/(?:close|closeLink)\([^)\n]*?\b(1\d{3}|4\d{3})\b/g)].map(([, code = '']) => code)
    const codes = [...new Set([...usual.map(([, code = '']) => code), ...sent])]
    const [, table = ''] = /### Close codes([^]*?)\n## /.exec(protocol) ?? []
    expect(codes.filter((code) => !table.includes(code))).toEqual([])
    const reconnect = pageOf('live-reconnect')
    expect(usual.filter(([, code = '']) => !reconnect.includes(code))).toEqual([])
  })

  test('has the limits', () => {
    const [, limits = ''] = /DEFAULT_LIMITS: Limits = \{([^]*?)\}/.exec(text) ?? []
    const [, table = ''] = /## Limits([^]*?)\n## /.exec(protocol) ?? []
    const pairs = [...limits.matchAll(/(\w+): ([\d_]+)/g)]
    expect(pairs).toHaveLength(8)
    for (const [, name = '', value = ''] of pairs)
      expect(table.split('\n').find((line) => line.includes(`\`${name}\``))).toContain(written(value))
  })

  test('names the refusals that the server half makes by itself', () => {
    const codes = [...text.matchAll(/refusal\(\s*'([\w-]+)'|code: '(\w+)'/g)].map(
      ([, own, other]) => own ?? other ?? '',
    )
    expect(codes).toContain('forbidden')
    expect(missing([...new Set(codes)], protocol)).toEqual([])
  })
})
