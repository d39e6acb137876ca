import type { Commands, Heard, Subscriber } from './client.ts'
import { hearing } from './hearing.ts'
import type { KeyMaker } from './keys.ts'
import type { RedisOptions } from './redis.ts'
import { type Script, script } from './script.ts'

/** Hears a channel. */
export type Listener = (text: string) => void

/** What channels are heard with. */
interface ChannelsHost {
  readonly open: Commands['open']
  readonly runtime: NonNullable<RedisOptions['runtime']>
  readonly key: KeyMaker
  run(script: Script, keys: readonly string[], args: readonly string[]): Promise<unknown>
}

/** Hears channels over one connection of its own. */
export interface Channels {
  listen(channel: string, listener: Listener): () => void
  close(): void
}

/** The connection that channels are heard over now. */
interface Connected {
  readonly connection: Subscriber
  /** The channel is wanted, or is not any more. */
  settle(channel: string): void
}

/** What a listener hears where something may have been missed. */
export const LOST = 'lost'

/** So often it is looked whether the connection still hears: what is half open says nothing by itself. */
const PULSE_MS = 5_000
const RETRY_MS = 1_000

/** What beats begin with. */
const BEAT = 'fairlead:beat:'

const PUBLISH = script('publish', `return redis.call('PUBLISH', ARGV[1], ARGV[2])`)

/** Makes the channels of a Redis. Nothing is opened before somebody listens. */
export function createChannels({ open, runtime, key, run }: ChannelsHost): Channels {
  const listeners = new Map<string, Set<Listener>>()
  const self = runtime.randomUUID()
  const pulse = key('pulse', self)
  /** What is said to find out whether it is heard. */
  const beat = `${BEAT}${self}`
  let present: Connected | undefined
  let timer: unknown
  /** The channels over which the last beat has not come back. */
  let silent = new Set<string>()
  let isClosed = false

  function tell(channel: string, text: string): void {
    for (const listener of listeners.get(channel) ?? []) {
      try {
        listener(text)
      } catch (error) {
        console.error(error)
      }
    }
  }
  function lost(): void {
    for (const channel of listeners.keys()) tell(channel, LOST)
  }

  function connect(): void {
    if (present || isClosed) return
    runtime.clearTimeout(timer)
    let own: Connected | undefined
    const isPresent = (): boolean => own !== undefined && own === present
    const connection = opened({
      message(channel, text) {
        if (!isPresent()) return
        if (text === beat) silent.delete(channel)
        else if (!text.startsWith(BEAT)) tell(channel, text)
      },
      lost: () => isPresent() && lost(),
    })
    if (!connection) return again()
    const settle = hearing(connection, {
      isWanted: (channel) => isPresent() && (channel === pulse || listeners.has(channel)),
      begun(channel) {
        if (!isPresent()) return
        if (silent.has(channel)) say(channel)
        if (channel !== pulse) tell(channel, LOST)
      },
      failed: () => isPresent() && again(),
    })
    present = own = { connection, settle }
    watch()
    for (const channel of [...watched(), ...listeners.keys()]) settle(channel)
  }

  /** Undefined: there is no connection to be had, because the client has been closed. */
  function opened(heard: Heard): Subscriber | undefined {
    try {
      return open?.(heard)
    } catch {
      return undefined
    }
  }

  /** Begins anew with another connection. */
  function again(): void {
    drop()
    lost()
    if (listeners.size > 0 && !present && !isClosed) timer = runtime.setTimeout(connect, RETRY_MS)
  }

  function drop(): void {
    runtime.clearTimeout(timer)
    const { connection } = present ?? {}
    present = undefined
    try {
      connection?.close()
    } catch {
      // It was closed already.
    }
  }

  /** Where a beat shows that all is heard: over one connection anywhere, else over each. */
  function watched(): readonly string[] {
    return present?.connection.isSplit ? [...listeners.keys()] : [pulse]
  }

  /** What cannot be said is not heard either. */
  function say(channel: string): void {
    run(PUBLISH, [], [channel, beat]).catch(() => {})
  }

  /** Looks later whether what was said was heard, and goes on. */
  function watch(): void {
    silent = new Set(watched())
    timer = runtime.setTimeout(() => {
      if ([...silent].some((channel) => channel === pulse || listeners.has(channel))) return again()
      watch()
      for (const channel of silent) say(channel)
    }, PULSE_MS)
  }

  return {
    listen(channel, listener) {
      const known = listeners.get(channel)
      const all = known ?? new Set()
      // The same function may be there twice.
      const own: Listener = (text) => listener(text)
      all.add(own)
      if (!known) {
        listeners.set(channel, all)
        if (present) present.settle(channel)
        else connect()
      }
      return () => {
        if (!all.delete(own) || all.size > 0 || listeners.get(channel) !== all) return
        listeners.delete(channel)
        if (listeners.size === 0) drop()
        else present?.settle(channel)
      }
    },
    close() {
      isClosed = true
      listeners.clear()
      drop()
    },
  }
}
