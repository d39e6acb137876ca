import { outboxStoreCases } from '@fairlead/testing/conformance'
import { describe, expect, test } from 'vitest'
import { memoryOutbox } from '@fairlead/queue'

describe('the outbox in memory', () => {
  const store = memoryOutbox()

  test.each(outboxStoreCases)('$name', async ({ run }) => {
    await expect(run({ open: () => store })).resolves.toBeUndefined()
  })
})
