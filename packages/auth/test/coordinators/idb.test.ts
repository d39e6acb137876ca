import { idbCoordinator } from '@fairlead/auth/idb'
import { sessionStorageCoordinator } from '@fairlead/auth/session-storage'
import { expect, test } from 'vitest'

test('a browser coordinator on a server is a config error that says what to use', () => {
  for (const make of [idbCoordinator, sessionStorageCoordinator])
    expect(make).toThrow(
      expect.objectContaining({ kind: 'config', message: expect.stringContaining('memoryCoordinator') as string }),
    )
})
