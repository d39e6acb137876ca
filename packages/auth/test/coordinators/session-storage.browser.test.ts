import { sessionStorageCoordinator } from '@fairlead/auth/session-storage'
import { coordinatorCases } from '@fairlead/testing/conformance'
import { afterEach, describe, expect, test, vi } from 'vitest'

afterEach(() => {
  vi.restoreAllMocks()
  sessionStorage.clear()
})

describe('the coordinator in session storage', () => {
  test.each(coordinatorCases)('$name', async ({ run }) => {
    await expect(run({ open: sessionStorageCoordinator, keeps: 'json' })).resolves.toBeUndefined()
    expect(sessionStorage, 'what a case wrote is gone').toHaveLength(0)
  })

  test('keeps nothing rather than used tokens when the quota is spent', async () => {
    const { store } = sessionStorageCoordinator()
    const revision = await store.compareAndSet('key', undefined, 'first')
    const huge = 'x'.repeat(6_000_000)
    await expect(store.compareAndSet('key', revision || '', huge)).rejects.toThrow(DOMException)
    expect(await store.get('key')).toBeUndefined()
    expect(await store.compareAndSet('key', undefined, 'again')).toBeTypeOf('string')
  })

  test('takes what was edited by hand for nothing', async () => {
    const { store } = sessionStorageCoordinator()
    for (const text of ['', '{', 'null', '[]', '{"revision":1,"value":2}']) {
      sessionStorage.setItem('fairlead:auth:key', text)
      expect(await store.get('key'), text).toBeUndefined()
    }
    expect(await store.compareAndSet('key', undefined, 'new')).toBeTypeOf('string')
  })

  test('is a config error where a page may store nothing', () => {
    vi.spyOn(globalThis, 'sessionStorage', 'get').mockImplementation(() => {
      throw new DOMException('denied', 'SecurityError')
    })
    expect(() => sessionStorageCoordinator()).toThrow(
      expect.objectContaining({ kind: 'config', message: expect.stringContaining('memoryCoordinator') as string }),
    )
  })
})
