import { type Guards, type Runtime, check } from '@fairlead/core'
import type { QueryHost } from '../query-host.ts'
import type { Store } from '../session-store.ts'
import { pluginApi } from './plugin-api.ts'

/** How often figures are looked at. */
export interface SampleOptions {
  /** Milliseconds. @defaultValue that of the hook */
  readonly everyMs?: number | undefined
}

const GUARDS: Guards<SampleOptions> = { everyMs: (value) => typeof value === 'number' && value > 0 && value < Infinity }

/** How often figures are looked at. @throws `config` for an unknown option or no number of milliseconds */
export function everyMsOf(hook: string, options: SampleOptions, usual: number): number {
  return check(hook, options, GUARDS).everyMs ?? usual
}

/** What a plugin's `snapshot()` says as a store. @throws `config` where the client has no such plugin */
export function snapshotStore<T>(host: QueryHost, plugin: string, everyMs: number): Store<T> {
  const { snapshot } = pluginApi(host, plugin) as { snapshot(): T }
  return sampledStore(snapshot, everyMs, host.runtime)
}

/**
 * Figures that change with time itself, looked at again and again as long as somebody is there. What is as it was is the same object,
 * so nothing is drawn anew.
 */
function sampledStore<T>(read: () => T, everyMs: number, runtime: Runtime): Store<T> {
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
