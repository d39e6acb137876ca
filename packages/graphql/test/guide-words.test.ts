import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { brokenLinksOf, pageOf } from '../../../tools/guide-programs.ts'

const source = join(import.meta.dirname, '../src')
const text = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(source, file), 'utf8'))
  .join('\n')
const names = [
  'graphql',
  'graphql-caching',
  'graphql-subscriptions',
  'graphql-reasons',
  'migrating-from-apollo-and-urql',
]
const pages = names.map(pageOf).join('\n')
const reasons = pageOf('graphql-reasons')

/** The members of an interface. */
function membersOf(name: string): string[] {
  const [, body = ''] = new RegExp(`export interface ${name}\\b[^{]*\\{([^]*?)\\n\\}`).exec(text) ?? []
  const found = [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, member = '']) => member)
  expect(found.length, name).toBeGreaterThan(0)
  return found
}

describe('the guide to GraphQL', () => {
  test('names every reason of an error', () => {
    const [, union = ''] = /export type GraphQLReason =([^]*?)\n\n/.exec(text) ?? []
    const words = [...union.matchAll(/^ {2}\| '([\w-]+)'/gm)].map(([, word = '']) => word)
    expect(words.length).toBeGreaterThan(4)
    expect(words.filter((word) => !reasons.includes(`| \`${word}\``))).toEqual([])
  })

  test('names every event', () => {
    const events = [...text.matchAll(/type: '(plugin:graphql:\w+)'/g)].map(([, event = '']) => event)
    expect(events.length).toBeGreaterThan(0)
    expect(events.filter((event) => !reasons.includes(`\`${event}\``))).toEqual([])
  })

  test.each([
    'GraphQLOptions',
    'OperationOptions',
    'DocumentCacheOptions',
    'PersistedOptions',
    'OperationEndpointOptions',
    'GapOptions',
    'SseSubscriptionOptions',
    'WsSubscriptionOptions',
  ])('names every member of %s', (options) => {
    expect(membersOf(options).filter((member) => !new RegExp(`\\b${member}\\b`).test(pages))).toEqual([])
  })

  test.each([
    ['maxDocuments', (n: number) => n.toLocaleString('en')],
    ['maxResults', (n: number) => n.toLocaleString('en')],
    ['lingerMs', (n: number) => `${n / 1_000} s`],
    ['connectTimeoutMs', (n: number) => `${n / 1_000} s`],
    ['baseMs', (n: number) => `${n / 1_000} s`],
    ['maxMs', (n: number) => `${n / 1_000} s`],
  ])('says the default of %s as the sources do', (option, written) => {
    const [, value = ''] = new RegExp(`@defaultValue ([\\d_]+) \\*/\\n +readonly ${option}\\?`).exec(text) ?? []
    const row = reasons.split('\n').find((line) => line.startsWith('|') && line.includes(option)) ?? ''
    expect(value).not.toBe('')
    expect(row).toContain(written(Number(value.replaceAll('_', ''))))
  })

  test('leads to places that exist', () => {
    expect(brokenLinksOf(names)).toEqual([])
  })
})
