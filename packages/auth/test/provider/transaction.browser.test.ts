import { afterEach, expect, it } from 'vitest'
import { type Transaction, begin, take } from '../../src/oauth/transaction.ts'
import type { StrategyContext } from '../../src/strategy.ts'

afterEach(() => sessionStorage.clear())

/** A page that was just loaded: its memory is empty. */
function page(nowMs = 1_000_000): StrategyContext {
  const runtime = { now: () => nowMs } as StrategyContext['runtime']
  return { client: {} as StrategyContext['client'], runtime, signal: AbortSignal.any([]), memory: new Map() }
}

function transaction(state: string, begunAt = 1_000_000): Transaction {
  return { state, nonce: `nonce of ${state}`, verifier: 'verifier', returnTo: '/berths', begunAt }
}

it('survives the way to the server and back, once', () => {
  begin(transaction('a'), page())
  expect(take('a', page())).toEqual(transaction('a'))
  expect(() => take('a', page())).toThrow('completed already')
  expect(sessionStorage).toHaveLength(0)
})

it('keeps the five that began last, in whatever order the storage has them', () => {
  for (const state of 'fbdaceg') begin(transaction(state, 1_000_000 + state.charCodeAt(0)), page())
  expect(sessionStorage).toHaveLength(5)
  for (const state of 'cdefg') expect(take(state, page()).state).toBe(state)
})

it('drops those that can no longer be completed', () => {
  begin(transaction('old', 1_000_000), page())
  begin(transaction('new', 1_700_000), page(1_700_000))
  expect(sessionStorage).toHaveLength(1)
  expect(() => take('old', page(1_700_000))).toThrow('sign in again')
})

it('belongs to nobody when it was edited by hand', () => {
  sessionStorage.setItem('fairlead:auth:sign-in:a', '{"state":"b"}')
  expect(() => take('a', page())).toThrow('sign in again')
  sessionStorage.setItem('fairlead:auth:sign-in:a', '{')
  expect(() => take('a', page())).toThrow('sign in again')
})
