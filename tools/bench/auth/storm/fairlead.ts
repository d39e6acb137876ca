import { auth, bearer } from '@fairlead/auth'
import { createClient } from '@fairlead/core'
import type { Call, Start } from './clients.ts'
import type { Vessel } from './peers.ts'

/** A client that takes its token for good. */
export function fairlead(start: Start): Promise<Call> {
  return open(start, 3600)
}

const lifetimeMs = 100

/** A client that has slept: its token expired meanwhile, by its own clock too, and no timer has run. */
export async function wakingFairlead(start: Start): Promise<Call> {
  const call = await open(start, lifetimeMs / 1000)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, lifetimeMs)
  return call
}

async function open({ origin, ...tokens }: Start, expiresIn: number): Promise<Call> {
  const signIn = async () => ({ ...tokens, expiresIn, identity: 'ann' })
  const client = createClient({
    baseUrl: origin,
    plugins: [auth({ strategy: bearer({ signIn, refresh: '/refresh' }) })],
  })
  await client.auth.signIn({})
  return (id, late) => client.get(`/vessels/${id}`, late ? { query: { late } } : {}).json<Vessel>()
}
