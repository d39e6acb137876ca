import { type ClientOptions, type Plugin, createClient } from '@fairlead/core'
import { type Script, type VirtualClock, createVirtualClock, mockTransport } from '@fairlead/testing'

/** A client over a scripted wire on a virtual clock. */
export function watchedClient<const P extends readonly Plugin[]>(
  script: Script,
  plugins: P,
  more: Partial<ClientOptions<object, readonly Plugin[], 'strict'>> = {},
) {
  const clock: VirtualClock = createVirtualClock()
  const transport = mockTransport(script, { runtime: clock })
  const base = { baseUrl: 'https://harbour.example/api', runtime: clock, transport, ...more }
  // oxlint-disable-next-line typescript/no-empty-object-type -- a client without a contract
  const client = createClient<{}, P>({ ...base, plugins } as never)
  return { client, clock, sent: transport.requests }
}
