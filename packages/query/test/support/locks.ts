import type { Locks } from '@fairlead/core'

/** The locks of one origin. */
export function originLocks(): Locks & { readonly held: () => number } {
  const queues = new Map<string, (() => void)[]>()

  function leave(name: string, mine: () => void): void {
    const queue = queues.get(name) ?? []
    const at = queue.indexOf(mine)
    queue.splice(at, 1)
    if (queue.length === 0) queues.delete(name)
    else if (at === 0) queue[0]?.()
  }

  return {
    held: () => queues.size,
    request(name, { signal }, run) {
      const turn = Promise.withResolvers<void>()
      const queue = queues.get(name) ?? []
      queues.set(name, queue)
      queue.push(turn.resolve)
      if (queue.length === 1) turn.resolve()
      signal?.addEventListener('abort', () => turn.reject(signal.reason as Error))
      return turn.promise.then(run).finally(() => leave(name, turn.resolve))
    },
  }
}
