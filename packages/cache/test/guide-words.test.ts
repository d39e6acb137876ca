import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { pageOf } from '../../../tools/guide-programs.ts'

const source = join(import.meta.dirname, '../src')
const read = (file: string): string => readFileSync(join(source, file), 'utf8')
const sources = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
const reasons = pageOf('caching-reasons')

/** The words of a union type, wherever it is declared. */
function wordsOf(declaration: RegExp): string[] {
  const found = sources.map(read).flatMap((text) => declaration.exec(text)?.[1] ?? [])
  expect(found).toHaveLength(1)
  return [...(found[0] ?? '').matchAll(/'([\w-]+)'/g)].map(([, word = '']) => word)
}

/** Those of the words that the text does not have as code. */
const missing = (words: readonly string[], text = reasons): string[] => {
  expect(words.length).toBeGreaterThan(3)
  return words.filter((word) => !text.includes(`\`${word}\``))
}

describe('the caching guide', () => {
  test('names every outcome, and every reason for it', () => {
    expect(missing(wordsOf(/readonly outcome: ([^\n]+)/))).toEqual([])
    const doubts = wordsOf(/type Doubt = ([^\n]+)/)
    expect(missing([...doubts, ...wordsOf(/readonly reason\?:([^}]*?)readonly/)])).toEqual([])
  })

  test('names every reason for not keeping an answer', () => {
    expect(missing(wordsOf(/type Refusal =([^]*?)\n\n/))).toEqual([])
    expect(missing(wordsOf(/type KeepRefusal =([^]*?)\n\n/))).toEqual([])
  })

  test('names every mode', () => {
    const modes = wordsOf(/type CacheMode = ([^\n]+)/)
    expect(modes.filter((mode) => !pageOf('caching').includes(`\`'${mode}'\``))).toEqual([])
  })

  test('and the README name every option', () => {
    const text = ['caching', 'caching-places', 'caching-reasons', 'caching-stores'].map(pageOf).join('\n')
    const readme = readFileSync(join(source, '../README.md'), 'utf8')
    const [, table = ''] = /const OPTIONS: [^\n]+ = \{\n([^}]+)\}/.exec(read('check.ts')) ?? []
    const options = [...table.matchAll(/^ {2}(\w+):/gm)].map(([, name = '']) => name)
    expect(options.length).toBeGreaterThan(8)
    expect(options.filter((option) => !text.includes(option))).toEqual(['targets'])
    expect(missing(options, readme)).toEqual([])
  })
})
