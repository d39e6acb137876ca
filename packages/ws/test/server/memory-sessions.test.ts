import { createVirtualClock } from '@fairlead/testing'
import { socketSessionCases } from '@fairlead/testing/conformance'
import { memorySessions } from '@fairlead/ws/server'
import { expect, test } from 'vitest'

test.each(socketSessionCases)('$name', async ({ run }) => {
  const store = memorySessions()
  await expect(run({ open: () => store })).resolves.toBeUndefined()
})

test('a session is kept for its time after its last change', async () => {
  const clock = createVirtualClock()
  const store = memorySessions(clock)
  const session = { identity: 'ida', received: 0, first: 1, waiting: [], channels: [] }
  void store.put('s', 'a', session, 1_000)
  await clock.advance(900)
  expect(store.change('s', 'a', {})).toBe('kept')
  await clock.advance(900)
  expect(store.claim('s', 'b', 'ida')).toBeDefined()
  await clock.advance(1_000)
  expect(store.claim('s', 'b', 'ida')).toBeUndefined()
})
