import { idbStore } from '@fairlead/cache/idb'
import { cacheStoreCases } from '@fairlead/testing/conformance'
import { deleteDB } from 'idb'
import { afterAll, describe, expect, test } from 'vitest'

const name = 'fairlead-cache-conformance'
afterAll(() => deleteDB(name))

describe('the store in IndexedDB', () => {
  test.each(cacheStoreCases)('$name', async ({ run }) => {
    await expect(run({ open: () => idbStore({ name }), copies: true })).resolves.toBeUndefined()
  })
})
