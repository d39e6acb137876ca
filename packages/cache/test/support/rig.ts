import { cache, type CacheOptions, type CacheReport } from '@fairlead/cache'
import {
  type Broadcast,
  type Client,
  type ClientOptions,
  type FairleadError,
  type Plugin,
  type Session,
  createClient,
  isFairleadError,
} from '@fairlead/core'
import { type Answer, type RecordedRequest, type Script, type VirtualClock } from '@fairlead/testing'
import { createVirtualClock, mockTransport } from '@fairlead/testing'
import { virtualBus } from './bus.ts'

type CachePlugin = ReturnType<typeof cache>

/** What a test of the cache stands on beside the script. */
export interface RigOptions<C> {
  readonly cache?: CacheOptions
  readonly contract?: C
  /** Makes calls belong to this session. */
  readonly session?: Session
  /** Plugins beside the cache. */
  readonly plugins?: readonly Plugin[]
  /** Client options beside those that the rig sets. */
  readonly client?: Pick<
    ClientOptions<C, readonly [], 'strict'>,
    'retry' | 'timeouts' | 'transform' | 'headers' | 'origins' | 'transport' | 'maxResponseBytes'
  >
  /** The tabs' channel; one that nobody else is on by default. */
  readonly broadcast?: Broadcast
  readonly clock?: VirtualClock
}

/** A client with a cache over a scripted wire on a virtual clock. */
export interface Rig<C> {
  readonly client: Client<C, readonly [CachePlugin]>
  readonly clock: VirtualClock
  readonly sent: readonly RecordedRequest[]
  /** What the cache said it did, call by call. */
  readonly reports: readonly CacheReport[]
}

/** Makes a client; without retries, so that each request is one that the cache wanted. */
export function rig<const C extends object = object>(
  script: Script,
  { cache: options, contract, session, plugins = [], client: rest, broadcast, clock }: RigOptions<C> = {},
): Rig<C> {
  const time = clock ?? createVirtualClock()
  const runtime = { ...time, broadcast: broadcast ?? virtualBus().tab() }
  const transport = mockTransport(script, { runtime: time })
  const bringer: Plugin = { name: '', install: () => ({ ...(session && { session }) }) }
  const all = [cache(options), ...(session ? [bringer] : []), ...plugins]
  const client = createClient({
    baseUrl: 'https://harbour.example/api',
    runtime,
    transport,
    retry: false,
    plugins: all as never,
    ...(contract && { contract }),
    ...(rest as object),
  }) as unknown as Client<C, readonly [CachePlugin]>
  const reports: CacheReport[] = []
  client.on((event) => {
    if (event.type === 'plugin:cache:answer') reports.push(event.details as unknown as CacheReport)
  })
  return { client, clock: time, sent: transport.requests, reports }
}

/** An answer that is fresh for so many seconds. */
export function fresh(seconds: number, more: Answer = { json: 1 }): Answer {
  return { ...more, headers: { 'cache-control': `max-age=${seconds}`, ...more.headers } }
}

/** The error a call ends with. Fails when the call succeeds or rejects with anything else. */
export async function failureOf(call: PromiseLike<unknown>): Promise<FairleadError & Record<string, unknown>> {
  let value: unknown
  try {
    value = await call
  } catch (error) {
    if (isFairleadError(error)) return error as never
    throw error
  }
  throw new Error(`expected a failure, got ${JSON.stringify(value)}`)
}

/** As many of something as wanted. */
export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

/** What a promise has become; `'pending'` while it is nothing. */
export function stateOf<T>(promise: PromiseLike<T>): Promise<T | 'pending'> {
  return Promise.race([promise, new Promise<'pending'>((resolve) => void setImmediate(() => resolve('pending')))])
}
