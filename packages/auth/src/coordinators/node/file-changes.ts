import { type FSWatcher, existsSync, statSync, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Runtime } from '@fairlead/core'
import { every } from './pause.ts'

/** Tells that a file is not what it was. */
export interface FileChanges {
  onChange(listener: () => void): () => void
  /** Looks now. */
  check(): void
  close(): void
}

/** How long a change stays unseen where the system does not tell, as on network file systems. */
const POLL_MS = 2_000

/** Watches a file while somebody listens, without keeping the process alive. */
export function watchFileChanges(path: string, runtime: Runtime): FileChanges {
  const listeners = new Set<() => void>()
  let watcher: FSWatcher | undefined
  let stopPolling: (() => void) | undefined
  let last: string | undefined

  function check(): void {
    if (listeners.size === 0) return
    const before = last
    last = looksLike(path)
    if (before !== last) for (const listener of listeners) queueMicrotask(listener)
  }

  function start(): void {
    last ??= looksLike(path)
    stopPolling ??= every(runtime, POLL_MS, () => {
      start()
      check()
    })
    if (watcher) return
    // The folder, because each write puts another file in the place of this one; until it is made, where it will be.
    const folder = dirname(path)
    const watched = nearest(folder)
    try {
      watcher = watch(watched, { persistent: false }, (_, name) => {
        if (watched !== folder) {
          unwatch()
          start()
        } else if (name !== null && name !== basename(path)) return
        check()
      })
      watcher.on('error', unwatch)
    } catch {
      // The system has no more watches: the poll sees it.
    }
  }

  function unwatch(): void {
    watcher?.close()
    watcher = undefined
  }

  function stop(): void {
    unwatch()
    stopPolling?.()
    stopPolling = last = undefined
  }

  return {
    onChange(listener) {
      const own = (): void => void (listeners.has(own) && listener())
      listeners.add(own)
      start()
      return () => {
        listeners.delete(own)
        if (listeners.size === 0) stop()
      }
    },
    check,
    close() {
      listeners.clear()
      stop()
    },
  }
}

function nearest(folder: string): string {
  const above = dirname(folder)
  return above === folder || existsSync(folder) ? folder : nearest(above)
}

/** At once, for what is written in the next moment must be a change. */
function looksLike(path: string): string {
  try {
    const { ino, size, mtimeNs } = statSync(path, { bigint: true })
    return `${ino}-${size}-${mtimeNs}`
  } catch {
    return 'none'
  }
}
