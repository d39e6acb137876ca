import { setTimeout } from 'node:timers/promises'
import type { Cached } from '../clients/client.ts'
import type { Origin } from '../server.ts'
import { getsWhile, outcomeOf } from './probe.ts'

/** What many calls for one thing cost the server, and what one caller does to the others. */
export interface Flights {
  /** Requests that the server got for 50 calls at once. */
  readonly cold: number
  readonly stale: number
  readonly inWindow: number
  /** The longest that one of the 50 waited in the window, where the stored answer may be shown at once. */
  readonly windowMs: number
  /** What the second of two callers gets when the first gives up, and for how many requests. */
  readonly follower: string
  readonly followerRequests: number
  /** How long after its own abort the second of two callers is let go. */
  readonly letGoMs: number
}

/** A GET takes this long. */
const serverMs = 100
/** Until an answer with `max-age=1` is stale. */
const expiryMs = 1_600

/** Runs them all. */
export async function flights(client: Cached, origin: Origin): Promise<Flights> {
  const stalePath = `/stale?cc=max-age%3D1&etag&ms=${serverMs}`
  const windowPath = `/window?cc=max-age%3D1,stale-while-revalidate%3D60&etag&ms=${serverMs}`
  await Promise.all([client.call(stalePath), client.call(windowPath)])
  await setTimeout(expiryMs)
  let windowMs = 0
  return {
    cold: await fifty(client, origin, `/cold?cc=max-age%3D60&ms=${serverMs}`),
    stale: await fifty(client, origin, stalePath),
    inWindow: await fifty(client, origin, windowPath, (waitedMs) => (windowMs = Math.max(windowMs, waitedMs))),
    windowMs,
    ...(await leaderAborts(client, origin)),
    letGoMs: await followerAborts(client),
  }
}

async function fifty(client: Cached, origin: Origin, path: string, onAnswer = (_waitedMs: number): void => undefined) {
  return getsWhile(origin, path, async () => {
    const calls = Array.from({ length: 50 }, async () => onAnswer((await outcomeOf(client, path)).afterMs))
    await Promise.all(calls)
    // What goes on in the background has begun by then.
    await setTimeout(2 * serverMs)
  })
}

async function leaderAborts(client: Cached, origin: Origin) {
  const path = `/leader?cc=max-age%3D60&ms=${serverMs}`
  const leaving = new AbortController()
  let follower = ''
  const followerRequests = await getsWhile(origin, path, async () => {
    const leader = outcomeOf(client, path, { signal: leaving.signal })
    await setTimeout(20)
    const second = outcomeOf(client, path)
    await setTimeout(20)
    leaving.abort()
    await leader
    follower = (await second).kind
  })
  return { follower, followerRequests }
}

async function followerAborts(client: Cached): Promise<number> {
  const path = `/follower?cc=max-age%3D60&ms=${serverMs}`
  const leaving = new AbortController()
  const leader = outcomeOf(client, path)
  await setTimeout(10)
  const second = outcomeOf(client, path, { signal: leaving.signal })
  await setTimeout(10)
  const leftAt = performance.now()
  leaving.abort()
  await second
  const letGoMs = performance.now() - leftAt
  await leader
  return letGoMs
}
