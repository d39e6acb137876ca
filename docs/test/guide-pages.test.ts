import { describe, expect, test } from 'vitest'
import { pageOf, programsOf, run } from '../../tools/guide-programs.ts'

const offline: typeof fetch = () => Promise.reject(new TypeError('no network in this test'))

describe('the way of a call', () => {
  test('shows the plan of a client, sorted whatever the order of its plugins', async () => {
    const [program = ''] = programsOf('architecture')
    const [[lines] = []] = await run(program, offline)
    const stages = (lines as string[]).map((line) => line.slice(0, line.indexOf(':')))
    const table = [...pageOf('architecture').matchAll(/^\| `(\w+)` /gm)].map(([, stage = '']) => stage)
    expect(lines).toContain('cache: cache')
    expect([...new Set(stages)]).toEqual([...table, 'send'].filter((stage) => stages.includes(stage)))
    expect(new Set(stages).size).toBeGreaterThan(5)
  })
})

describe('testing your app', () => {
  const [contract = '', time = '', component = '', msw = '', bytes = '', signIn = '', chaos = ''] =
    programsOf('testing-your-app')

  test('shows a declared 409, what was asked, and a handler for a while', async () => {
    expect(await run(contract, offline)).toEqual([
      ['Borea'],
      [[['POST', 'vessels.moor', { berth: 'N4' }]]],
      ['Sunk'],
      ['Aurora'],
    ])
  })

  test('shows a wait of half a minute that takes no time', async () => {
    expect(await run(time, offline)).toEqual([[1], [4.1, 2, 0]])
  })

  test('shows a component that is rendered, by one request', async () => {
    expect(await run(component, offline)).toEqual([[true, 1]])
  })

  test('shows an answer that the mocked network gave to the platform’s own fetch', async () => {
    expect(await run(msw, globalThis.fetch)).toEqual([[4.1]])
  })

  test('shows a body that broke, and the second attempt', async () => {
    expect(await run(bytes, offline)).toEqual([[{ name: 'Aurora' }, 2]])
  })

  test('shows one refresh for three calls', async () => {
    expect(await run(signIn, offline)).toEqual([[1, 0]])
  })

  test('shows a reset as what it is', async () => {
    expect(await run(chaos, globalThis.fetch)).toEqual([[{ name: 'Aurora' }], ['network']])
  })
})
