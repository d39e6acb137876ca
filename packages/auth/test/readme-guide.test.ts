import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const source = join(import.meta.dirname, '../src')
const guide = join(import.meta.dirname, '../../../docs/guide')
const page = (name: string): string => readFileSync(join(guide, `${name}.md`), 'utf8')
const flows = page('authentication-flows')
const sources = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(source, file), 'utf8'))
  .join('\n')

/** What a pattern finds in the sources, each once. */
function found(pattern: RegExp): string[] {
  return [...new Set([...sources.matchAll(pattern)].map(([, name = '']) => name))].toSorted()
}

/** Those of the names that the page does not have as code. */
const missing = (names: readonly string[], text = flows): string[] =>
  names.filter((name) => !text.includes(`\`${name}\``))

describe('the guide to authentication', () => {
  test('names every state and every reason of a sign-out', () => {
    const [, reasons = ''] = /type SignOutReason =([^]*?)\n\n/.exec(sources) ?? []
    const states = found(/readonly status: '([\w-]+)'/g)
    const names = [...reasons.matchAll(/\| '([\w-]+)'/g)].map(([, name = '']) => name)
    expect([states.length, names.length]).toEqual([8, 8])
    expect(missing([...states, ...names])).toEqual([])
  })

  test('names every challenge', () => {
    const kinds = found(/\{ kind: '([\w-]+)'/g)
    expect(kinds).toContain('step-up')
    expect(missing(kinds)).toEqual([])
  })

  test('names every event', () => {
    const events = found(/tell\('([\w-]+)'/g)
    expect(events.length).toBeGreaterThan(7)
    expect(missing(events.map((event) => `plugin:auth:${event}`))).toEqual([])
  })

  test('names every reason of an error', () => {
    const reasons = found(/authError\(\s*'([\w-]+)'/g)
    expect(reasons.length).toBeGreaterThan(7)
    expect(missing(reasons)).toEqual([])
  })

  test('names every option with its entry', () => {
    const pages = ['authentication', 'authentication-flows', 'authentication-storage'].map(page).join('\n')
    const [, options = ''] = /const OPTIONS = \/\^\(([\w|]+)\)/.exec(sources) ?? []
    expect(options.split('|').filter((option) => !pages.includes(option))).toEqual([])
  })

  test('shows proofs that exist', () => {
    const proofs = [...page('authentication-threats').matchAll(/`((?:auth|core|testing)\/test\/[\w./-]+)`/g)]
    expect(proofs.length).toBeGreaterThan(15)
    const packages = join(import.meta.dirname, '../..')
    expect(proofs.map(([, path = '']) => path).filter((path) => !existsSync(join(packages, path)))).toEqual([])
  })
})
