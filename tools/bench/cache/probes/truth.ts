import { setTimeout } from 'node:timers/promises'
import { type Cached } from '../clients/client.ts'
import { type Origin, binary } from '../server.ts'
import { ann, bob, getsWhile, read } from './probe.ts'

/** Whether what a cache shows is true: of its time, of its user, of its bytes. */
export interface Truth {
  /** Old answers shown after a write: one that was stored before it, and one that was on its way meanwhile. */
  readonly afterWrite: boolean
  readonly afterRace: boolean
  /** Answers for Ann that Bob got: one after the other and at once, without Vary and with it. */
  readonly inTurn: boolean
  readonly inTurnWithVary: boolean
  readonly atOnce: boolean
  readonly atOnceWithVary: boolean
  /** Whether Ann's second call needs no server. */
  readonly sameUserHits: boolean
  /** Whether bytes are the same from the server and from the cache. */
  readonly binaryIsIntact: boolean
}

/** Runs them all. */
export async function truth(client: Cached, origin: Origin): Promise<Truth> {
  const own = '?cc=max-age%3D60'
  const vary = `${own}&vary=authorization`
  return {
    afterWrite: await writes(client, `/write${own}`, false),
    afterRace: await writes(client, `/race${own}&ms=100`, true),
    inTurn: await leaks(client, `/turn${own}`, false),
    inTurnWithVary: await leaks(client, `/turn-vary${vary}`, false),
    atOnce: await leaks(client, `/once${own}&ms=50`, true),
    atOnceWithVary: await leaks(client, `/once-vary${vary}&ms=50`, true),
    sameUserHits: await hits(client, origin, `/same${own}`),
    binaryIsIntact: await isIntact(client),
  }
}

/** Whether a read after a write shows what was there before it. */
async function writes(client: Cached, path: string, whileReading: boolean): Promise<boolean> {
  const first = read(client, path)
  if (whileReading) await setTimeout(30)
  else await first
  await client.call(path, { method: 'PUT' })
  await first
  return (await read(client, path)).version === 1
}

async function leaks(client: Cached, path: string, atOnce: boolean): Promise<boolean> {
  const anns = read(client, path, { user: ann })
  if (atOnce) await setTimeout(10)
  else await anns
  const bobs = await read(client, path, { user: bob })
  await anns
  return bobs.user !== bob
}

async function hits(client: Cached, origin: Origin, path: string): Promise<boolean> {
  await client.call(path, { user: ann })
  return (await getsWhile(origin, path, () => client.call(path, { user: ann }))) === 0
}

async function isIntact(client: Cached): Promise<boolean> {
  const path = '/binary?cc=max-age%3D60&body=binary'
  const miss = await client.call(path)
  const hit = await client.call(path)
  return [miss, hit].every((bytes) => Buffer.compare(bytes, binary) === 0)
}
