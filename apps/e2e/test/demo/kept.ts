import { expect, vi } from 'vitest'
import type { Page } from '../../../../tools/demo-browser.ts'

const WAIT = { timeout: 10_000, interval: 100 }

/** Waits until what this device keeps has each of these in it. */
export async function isKept(page: Page, ...texts: readonly string[]): Promise<void> {
  await vi.waitFor(async () => {
    const all = await kept(page)
    for (const text of texts) expect(all).toContain(text)
  }, WAIT)
}

/** Waits until what this device keeps has this in it no more. */
export async function isForgotten(page: Page, text: string): Promise<void> {
  await vi.waitFor(async () => expect(await kept(page)).not.toContain(text), WAIT)
}

/** All that the cache keeps on this device, as text. */
export function kept(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result))
        request.addEventListener('error', () => reject(request.error as Error))
      })
    // Opening it would make it, before the page has.
    if (!(await indexedDB.databases()).some(({ name }) => name === 'fairlead-cache')) return ''
    const database = await done(indexedDB.open('fairlead-cache'))
    const names = [...database.objectStoreNames]
    const all = await Promise.all(
      names.map((name) => done(database.transaction(name).objectStore(name).getAll() as IDBRequest<unknown[]>)),
    )
    database.close()
    const text = (_key: string, value: unknown): unknown => {
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return new TextDecoder().decode(value)
      return value
    }
    return JSON.stringify(all, text)
  })
}
