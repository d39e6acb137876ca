import type { FairleadError, Plugin, Session } from '@fairlead/core'
import { createClient, isFairleadError } from '@fairlead/core'
import { type Script, createVirtualClock, mockTransport } from '@fairlead/testing'
import { gatherLayer } from '../../src/calls/gather.ts'
import { isDebounce, isThrottle } from '../../src/calls/rhythm.ts'

/** A client that gathers calls over a scripted wire on a virtual clock. */
export function rig(script: Script, session?: Session, plugins: readonly Plugin[] = []) {
  const clock = createVirtualClock()
  const transport = mockTransport(script, { runtime: clock })
  const queue: Plugin<'queue', { debounce: typeof isDebounce; throttle: typeof isThrottle }, undefined, never> = {
    name: 'queue',
    options: { debounce: isDebounce, throttle: isThrottle },
    install: (host) => ({ layers: [gatherLayer(host)], ...(session && { session }) }),
  }
  const client = createClient({
    baseUrl: 'https://harbour.example/api',
    runtime: clock,
    transport,
    retry: false,
    plugins: [...(plugins as readonly []), queue],
  })
  return { client, clock, sent: transport.requests }
}

/** The error a call ends with. */
export async function failureOf(call: PromiseLike<unknown>): Promise<FairleadError> {
  try {
    await call
  } catch (error) {
    if (isFairleadError(error)) return error
    throw error
  }
  throw new Error('expected a failure')
}
