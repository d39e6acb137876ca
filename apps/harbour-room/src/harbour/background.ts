import type { ClientEvent } from '@fairlead/core'

/** The requests that nobody waits for, such as those by which the cache fetches anew what it has shown. */
export interface Background {
  /** Waits until those under way have ended; whether the harbour answered them. */
  readonly settled: () => Promise<boolean>
}

/** Watches the requests of a client that nobody waits for. */
export function watchBackground(client: { on(listener: (event: ClientEvent) => void): () => void }): Background {
  const running = new Set<string>()
  let waiting: ((answered: boolean) => void)[] = []
  let answered = true
  client.on((event) => {
    if (event.type === 'operation:start' && event.detached) running.add(event.operationId)
    if (event.type !== 'operation:end' || !running.delete(event.operationId)) return
    answered &&= event.error === undefined && (event.status ?? 0) < 500
    if (running.size > 0) return
    const told = waiting
    waiting = []
    for (const tell of told) tell(answered)
    answered = true
  })
  return {
    settled: () => (running.size === 0 ? Promise.resolve(true) : new Promise((resolve) => waiting.push(resolve))),
  }
}
