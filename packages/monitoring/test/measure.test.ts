import type { ClientEvent, Host } from '@fairlead/core'
import { expect, test } from 'vitest'
import { createNames, errorType, statusOf } from '../src/attributes.ts'
import { createBalance } from '../src/balance.ts'
import { ACTIVE_REQUESTS, CALL_DURATION, type Instrument } from '../src/instruments.ts'
import { measure } from '../src/measure.ts'

/** What is measured of events that the test makes up. */
function measured() {
  let tell = (_event: ClientEvent): void => {}
  const host = {
    observe(listener: typeof tell) {
      tell = listener
      return () => void (tell = () => {})
    },
  } as unknown as Host
  const told: [Instrument, number][] = []
  const stop = measure(host, (instrument, value) => void told.push([instrument, value]), createNames(200))
  const call = (template: string, id: string, isOver = true): void => {
    const where = { operationId: id, method: 'GET', template, origin: 'https://harbour.example', at: 0 }
    tell({
      type: 'operation:start',
      detached: id.includes('.'),
      carries: { protocol: 'graphql', type: 'query', name: 'Q' },
      ...where,
    })
    tell({ type: 'attempt:start', attempt: 1, ...where })
    if (!isOver) return
    tell({ type: 'attempt:end', attempt: 1, durationMs: -5, status: 200, ...where })
    tell({ type: 'operation:end', attempts: 1, durationMs: -5, status: 200, ...where })
  }
  return { told, call, stop }
}

test('what is open can be told again and is given back, each under its own attributes', () => {
  const told: [string, number][] = []
  const { measure: count, retell, close } = createBalance(({ name }, value) => void told.push([name, value]))
  const [here, there] = [{ at: 'here' }, { at: 'there' }]
  for (const attributes of [here, here, there]) count(ACTIVE_REQUESTS, 1, attributes)
  count(ACTIVE_REQUESTS, -1, there)
  count(CALL_DURATION, 5, here)
  told.length = 0
  retell()
  expect(told).toEqual([[ACTIVE_REQUESTS.name, 2]])
  close()
  expect(told).toEqual([2, -2].map((open) => [ACTIVE_REQUESTS.name, open]))
  // Whatever ends later has been given back already.
  count(ACTIVE_REQUESTS, -1, here)
  expect(told).toHaveLength(2)
})

test('durations are of calls that somebody waited for, and never less than none', () => {
  const { told, call } = measured()
  call('/v', '1')
  call('/v', '1.background')
  expect(told.filter(([instrument]) => instrument === CALL_DURATION)).toEqual([[CALL_DURATION, 0]])
  expect(told.every(([instrument, value]) => value >= 0 || instrument === ACTIVE_REQUESTS)).toBe(true)
})

test('a status that HTTP does not know is no series of its own', () => {
  expect([200, 404, 503, 600, 999].map((status) => [statusOf(status), errorType(undefined, status)])).toEqual([
    [200, undefined],
    [404, '404'],
    [503, '503'],
    [undefined, '_OTHER'],
    [undefined, '_OTHER'],
  ])
})
