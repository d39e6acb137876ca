import { idbOutbox } from '@fairlead/queue/idb'
import { expect, test } from 'vitest'

test('the outbox in IndexedDB says on a server that there is none, and checks its options first', () => {
  const refusal = (message: string): unknown =>
    expect.objectContaining({ kind: 'config', message: expect.stringContaining(message) as string })
  expect(() => idbOutbox()).toThrow(refusal('there is no IndexedDB here'))
  expect(() => idbOutbox({ name: 1 } as never)).toThrow(refusal('`name` cannot be 1'))
  expect(() => idbOutbox({ store: 'x' } as never)).toThrow(refusal("unknown option 'store'"))
})
