import type { ClientEvent, Plugin, RetryBudget, RetryOptions, Timeouts } from '@fairlead/core'
import { createClient } from '@fairlead/core'
import { type Script, createVirtualClock, mockTransport } from '@fairlead/testing'
import type { HedgeOptions } from '../../src/hedge/options.ts'
import { isHedge } from '../../src/hedge/contest.ts'
import { hedgeLayer } from '../../src/hedge/layer.ts'

interface RigOptions {
  readonly retry?: false | (RetryOptions & { readonly budget?: RetryBudget })
  readonly timeouts?: Timeouts
  /** Beside the one that hedges. */
  readonly plugins?: readonly Plugin[]
}

/** A client that hedges over a scripted wire on a virtual clock, and what it tells. */
export function rig(
  script: Script,
  hedge: boolean | HedgeOptions = true,
  { retry = false, timeouts = {}, plugins = [] }: RigOptions = {},
) {
  const clock = createVirtualClock()
  const transport = mockTransport(script, { runtime: clock })
  const plugin: Plugin<'queue', { hedge: typeof isHedge }, undefined, never> = {
    name: 'queue',
    options: { hedge: isHedge },
    install: (host) => ({ layers: [hedgeLayer(host, hedge)] }),
  }
  const client = createClient({
    baseUrl: 'https://harbour.example/api',
    runtime: clock,
    transport,
    retry,
    timeouts,
    plugins: [plugin, ...(plugins as readonly [])],
  })
  const events: ClientEvent[] = []
  client.on((event) => events.push(event))
  const hedges = () => events.flatMap((event) => (event.type === 'plugin:queue:hedge' ? [event.details] : []))

  /** Makes a call and says what it gave and how long it took. */
  async function timed<T>(call: () => PromiseLike<T>): Promise<{ value?: T; error?: unknown; tookMs: number }> {
    const startedAt = clock.now()
    let tookMs = NaN
    const done = Promise.resolve(call()).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    )
    void done.then(() => (tookMs = clock.now() - startedAt))
    for (let turns = 0; Number.isNaN(tookMs); turns++) {
      if (turns > 10_000) throw new Error('the call never settles')
      await clock.advance(1)
    }
    return { ...(await done), tookMs }
  }
  return { client, clock, sent: transport.requests, hedges, events, timed }
}
