import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileCoordinator } from '@fairlead/auth/node'
import { coordinatorCases } from '@fairlead/testing/conformance'
import { afterAll, describe, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'fairlead-coordinator-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the coordinator in a file', () => {
  test.each(coordinatorCases)('$name', async ({ name, run }) => {
    const path = join(folder, name.replaceAll(/\W/g, ''), 'tokens.json')
    await expect(run({ open: () => fileCoordinator({ path }), keeps: 'json' })).resolves.toBeUndefined()
  })
})
