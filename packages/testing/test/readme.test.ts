import { readFileSync, readdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

const here = import.meta.dirname
const readme = readFileSync(`${here}/../README.md`, 'utf8')
const files = readdirSync(`${here}/readme`)

let lines: unknown[][]
beforeEach(() => {
  lines = []
  vi.spyOn(console, 'log').mockImplementation((...words: unknown[]) => void lines.push(words))
})
afterEach(() => vi.restoreAllMocks())

// conformance.ts is what core/test/transports runs, and tabs.ts needs a page; here the compiler reads them.
describe('the README', () => {
  test('shows the programs of the folder readme, each as it is', () => {
    const snippets = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => code)
    const programs = files.map((file) => readFileSync(`${here}/readme/${file}`, 'utf8'))
    expect(snippets.toSorted()).toEqual(programs.toSorted())
    expect(snippets).toHaveLength(15)
  })

  test('coordinator.ts finds nothing to complain of', async () => {
    await import('./readme/coordinator.ts')
    expect(lines).toEqual([[[]]])
  })

  test('cache-store.ts finds nothing to complain of', async () => {
    await import('./readme/cache-store.ts')
    expect(lines).toEqual([[[]]])
  })

  test('outbox-store.ts finds nothing to complain of', async () => {
    await import('./readme/outbox-store.ts')
    expect(lines).toEqual([[[]]])
  })

  test('rate-limit.ts finds nothing to complain of', async () => {
    await import('./readme/rate-limit.ts')
    expect(lines).toEqual([[[]]])
  })

  test('graphql-audit.ts finds what a few lines of fetch do not do', async () => {
    await import('./readme/graphql-audit.ts')
    const [[report]] = lines as [[string]]
    expect(report).toContain('✗ accept: SHOULD accepts application/graphql-response+json')
    expect(report).not.toContain('✗ graphql-200')
    expect(report).toMatch(/\d+ passed, \d+ failed, \d+ not offered \(MUST \d+\/\d+, .*\)$/)
  })

  test('virtual-time.ts waits as long as the server asks, in no time', async () => {
    await import('./readme/virtual-time.ts')
    expect(lines).toEqual([
      [1, true],
      [{ name: 'Aurora' }, 2, 0],
    ])
  })

  test('routes.ts answers by route and fails what nobody scripted', async () => {
    await import('./readme/routes.ts')
    expect(lines).toEqual([
      [[{ at: '06:12', high: true }]],
      [409, { takenBy: 'Borea' }, '{"berth":"N4"}'],
      ['mockTransport has no answer for request 3: GET /weather'],
    ])
  })

  test('contract-mock.ts answers from the contract, failures too', async () => {
    await import('./readme/contract-mock.ts')
    expect(lines).toEqual([
      [[{ id: 'aurora', name: 'Borea' }]],
      ['No such vessel'],
      [['vessels.rename', 'vessels.list', 'vessels.byId']],
    ])
  })

  test('contract-faults.ts goes through a 503 and a connection that fails', async () => {
    await import('./readme/contract-faults.ts')
    expect(lines).toEqual([[{ at: '06:12' }, 2], ['network']])
  })

  test("msw.ts answers the platform's own fetch", async () => {
    await import('./readme/msw.ts')
    expect(lines).toEqual([[200, { at: '06:12' }]])
  })

  test('chaos.ts is cut off, and spreads faults', async () => {
    await import('./readme/chaos.ts')
    expect(lines).toEqual([[{ name: 'Aurora' }], ['network'], [20, 0]])
  })

  test('faults.ts reads past a cut body, which the journal tells', async () => {
    await import('./readme/faults.ts')
    expect(lines).toEqual([[{ name: 'Aurora' }], [['GET broken', 'GET whole']]])
  })

  test('authority.ts refreshes once for ten calls, and tells of an answer that was lost', async () => {
    await import('./readme/authority.ts')
    expect(lines).toEqual([
      [1, 0],
      [{ status: 'signed-out', reason: 'lost-in-transit' }, 1],
    ])
  })
})
