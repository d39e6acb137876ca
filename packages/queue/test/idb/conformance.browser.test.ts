import { idbOutbox } from '@fairlead/queue/idb'
import { outboxStoreCases } from '@fairlead/testing/conformance'
import { deleteDB } from 'idb'
import { afterAll, describe, expect, test } from 'vitest'

const name = 'fairlead-outbox-conformance'
afterAll(() => deleteDB(name))

describe('the outbox in IndexedDB', () => {
  test.each(outboxStoreCases)('$name', async ({ run }) => {
    await expect(run({ open: () => idbOutbox({ name }) })).resolves.toBeUndefined()
  })
})
