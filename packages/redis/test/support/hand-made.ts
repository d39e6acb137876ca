import { type EvalClient, type NodeRedisLike, type Redis, type RedisOptions, redis, script } from '@fairlead/redis'
import { createVirtualClock } from '@fairlead/testing'
import { expect, onTestFinished, vi } from 'vitest'

/** Asks for what a hand-made client answers. */
export const ASK = script('ask', 'return 1')

/** A Redis through a hand-made client, on a virtual clock; the test fails if it leaves a timer behind. */
export function handMade(client: EvalClient | NodeRedisLike, options: RedisOptions = {}) {
  const clock = createVirtualClock()
  const codes: string[] = []
  const fleet: Redis = redis(client, {
    runtime: clock,
    onError: (error) => codes.push((error as { readonly code?: string }).code ?? error.kind),
    ...options,
  })
  onTestFinished(async () => {
    fleet.close()
    // The name of a script takes a moment of true time, and who waits for it has a deadline set.
    await vi.waitFor(() => expect(clock.pending).toBe(0))
  })
  return { clock, fleet, codes, ask: () => fleet.run(ASK, [], []) }
}

/** What a promise is rejected with. */
export function endOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => new Error('expected a rejection'),
    (error: unknown) => error,
  )
}

/** A client of which each command is settled by hand. */
export function byHand() {
  const open: { readonly resolve: (value: unknown) => void; readonly reject: (error: unknown) => void }[] = []
  const client: EvalClient = { eval: () => new Promise((resolve, reject) => open.push({ resolve, reject })) }
  return { client, open }
}
