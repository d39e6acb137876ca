import { idbStore } from '@fairlead/cache/idb'
import { expect, test } from 'vitest'

test('the store in IndexedDB says on a server that there is none, and checks its options first', () => {
  const refusal = (message: string): unknown =>
    expect.objectContaining({ kind: 'config', message: expect.stringContaining(message) as string })
  expect(() => idbStore()).toThrow(refusal('there is no IndexedDB here'))
  expect(() => idbStore({ maxBytes: -1 })).toThrow(refusal('`maxBytes` is no number above 0'))
})
