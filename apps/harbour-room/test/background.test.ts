import type { ClientEvent } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { type Background, watchBackground } from '../src/harbour/background.ts'

/** What is watched, and the way to let requests begin and end in it. */
function watch(): { background: Background; begin: (id: string, detached?: boolean) => void; end: EndRequest } {
  let tell = (_event: ClientEvent): void => {}
  const background = watchBackground({
    on(listener) {
      tell = listener
      return () => {}
    },
  })
  const call = { method: 'GET', template: '/vessels', origin: 'http://harbour.example', at: 0 }
  return {
    background,
    begin: (operationId, detached = true) => tell({ type: 'operation:start', operationId, detached, ...call }),
    end: (operationId, outcome) =>
      tell({ type: 'operation:end', operationId, durationMs: 1, attempts: 1, ...call, ...outcome }),
  }
}

type EndRequest = (id: string, outcome: { status?: number; error?: 'network' }) => void

describe('requests that nobody waits for', () => {
  test('are over at once where there are none, or callers wait for all of them', async () => {
    const { background, begin } = watch()
    begin('call', false)
    expect(await background.settled()).toBe(true)
  })

  test.each([
    ['an answer', { status: 200 }, true],
    ['a 304', { status: 304 }, true],
    ['a 404', { status: 404 }, true],
    ['a 503', { status: 503 }, false],
    ['a lost connection', { error: 'network' as const }, false],
  ])('that end with %s say whether the harbour answered: %o %s', async (_name, outcome, answered) => {
    const { background, begin, end } = watch()
    begin('one')
    const settled = background.settled()
    end('one', outcome)
    expect(await settled).toBe(answered)
  })

  test('are waited for until the last has ended, and each time anew', async () => {
    const { background, begin, end } = watch()
    begin('one')
    begin('two')
    let isOver = false
    const settled = background.settled().finally(() => (isOver = true))
    end('one', { error: 'network' })
    await Promise.resolve()
    expect(isOver).toBe(false)
    end('two', { status: 200 })
    expect(await settled).toBe(false)
    begin('three')
    const again = background.settled()
    end('three', { status: 200 })
    expect(await again).toBe(true)
  })
})
