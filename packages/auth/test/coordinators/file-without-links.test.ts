import { fileCoordinator } from '@fairlead/auth/node'
import { coordinatorCases } from '@fairlead/testing/conformance'
import { describe, expect, test, vi } from 'vitest'
import { freshPath } from './folder.ts'

vi.mock('node:fs/promises', async (original) => ({
  ...(await original<object>()),
  link: () => Promise.reject(Object.assign(new Error('not supported'), { code: 'EPERM', syscall: 'link' })),
}))

describe('the coordinator in a file, on a file system without links', () => {
  test.each(coordinatorCases)('$name', async ({ run }) => {
    const path = freshPath()
    await expect(run({ open: () => fileCoordinator({ path }), keeps: 'json' })).resolves.toBeUndefined()
  })
})
