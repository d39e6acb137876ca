import { setTimeout } from 'node:timers/promises'
import type { Ask, Cached } from '../clients/client.ts'
import type { Origin } from '../server.ts'

/** Two users, as far as the server can tell. */
export const ann = 'Bearer ann'
export const bob = 'Bearer bob'

/** Whoever has no answer by then has none. */
const deadlineMs = 1_500

/** What came of a call. */
export interface Outcome {
  readonly kind: 'answer' | 'failure' | 'hang'
  readonly afterMs: number
  readonly bytes?: Uint8Array
}

/** Makes a call and waits for whatever comes of it, but not for ever. */
export async function outcomeOf(client: Cached, path: string, ask?: Ask): Promise<Outcome> {
  const startedAt = performance.now()
  const made = client.call(path, ask).then(
    (bytes) => ({ kind: 'answer' as const, bytes }),
    () => ({ kind: 'failure' as const }),
  )
  const found = await Promise.race([made, setTimeout(deadlineMs, { kind: 'hang' as const }, { ref: false })])
  return { ...found, afterMs: performance.now() - startedAt }
}

/** Requests that the server got for a path while something ran. */
export async function getsWhile(origin: Origin, path: string, run: () => Promise<unknown>): Promise<number> {
  const [name = path] = path.split('?')
  const before = origin.gets(name)
  await run()
  return origin.gets(name) - before
}

/** The body as JSON. */
export async function read(client: Cached, path: string, ask?: Ask): Promise<{ version: number; user: string | null }> {
  return JSON.parse(new TextDecoder().decode(await client.call(path, ask))) as { version: number; user: string | null }
}
