import { memoryStore } from '@fairlead/cache'
import { cacheStoreCases } from '@fairlead/testing/conformance'
import { describe, expect, test } from 'vitest'

describe('the store in memory', () => {
  const store = memoryStore()
  const cases = cacheStoreCases.filter(({ needs }) => needs !== 'copies')

  test.each(cases)('$name', async ({ run }) => {
    await expect(run({ open: () => store, copies: false })).resolves.toBeUndefined()
  })
})
