import type { Runtime } from '@fairlead/core'
import type { Store } from '../session-store.ts'

/**
 * Figures that change with time itself, looked at again and again as long as somebody is there. What is as it was is the same object,
 * so nothing is drawn anew.
 */
export function sampledStore<T>(read: () => T, everyMs: number, runtime: Runtime): Store<T> {
  const listeners = new Set<() => void>()
  let timer: unknown
  let known: { readonly value: T; readonly text: string } | undefined

  function look(): void {
    const value = read()
    const text = JSON.stringify(value, timeless)
    if (text === known?.text) return
    known = { value, text }
    for (const listener of listeners) listener()
  }
  function tick(): void {
    timer = runtime.setTimeout(() => {
      look()
      tick()
    }, everyMs)
  }
  return {
    get() {
      if (!known) look()
      return (known as { readonly value: T }).value
    },
    subscribe(listener) {
      const own = (): void => listener()
      if (listeners.size === 0) tick()
      listeners.add(own)
      // What has changed since the first look is seen now.
      look()
      return () => {
        listeners.delete(own)
        if (listeners.size === 0) runtime.clearTimeout(timer)
      }
    },
  }
}

/** The time of the look is no change. */
function timeless(name: string, value: unknown): unknown {
  return name === 'at' ? undefined : value
}
