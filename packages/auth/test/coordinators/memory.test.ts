import { memoryCoordinator } from '@fairlead/auth'
import { coordinatorCases } from '@fairlead/testing/conformance'
import { describe, expect, test } from 'vitest'

const shared = memoryCoordinator()

describe('the coordinator in memory', () => {
  test.each(coordinatorCases)('$name', async ({ run }) => {
    await expect(run({ open: () => shared, keeps: 'clones' })).resolves.toBeUndefined()
  })
})
