import { type FairleadError, type Runtime, check, configError, platformRuntime } from '@fairlead/core'
import { createBreaker } from './breaker.ts'
import { type Listener, createChannels } from './channels.ts'
import { type Commands, type RedisClient, commandsOf } from './client.ts'
import { codeOf, isOfKey, isUnknownScript, redisError } from './errors.ts'
import { type KeyMaker, keyMaker } from './keys.ts'
import type { Script } from './script.ts'

/** How the packages use a Redis. */
export interface RedisOptions {
  /** What names of keys and channels begin with: letters, digits and `_ . : -`. @defaultValue `'fairlead'` */
  readonly namespace?: string | undefined
  /** How long a command is waited for at most. @defaultValue 50 */
  readonly deadlineMs?: number | undefined
  /** Hears of each failure that somebody met. @defaultValue nobody */
  readonly onError?: ((error: FairleadError) => void) | undefined
  /** @defaultValue the platform's */
  readonly runtime?: Pick<Runtime, 'now' | 'setTimeout' | 'clearTimeout' | 'random' | 'randomUUID'> | undefined
}

/** A Redis that a fleet shares. It is given to `redisStore`, `sharedRates`, `redisCoordinator` and `redisSessions`. */
export interface Redis {
  /** Names a key: what a part has in it is written so that it is one part. */
  readonly key: KeyMaker
  readonly runtime: NonNullable<RedisOptions['runtime']>
  readonly deadlineMs: number
  /** When it is tried again; undefined while it answers. Milliseconds since the Unix epoch. */
  readonly retryAt: number | undefined
  /** Whether it can tell of channels: a client over HTTP cannot. */
  readonly canListen: boolean
  /**
   * Runs a script, with the keys and arguments that it takes.
   *
   * @throws `network` within the deadline, whatever Redis does; the script may have been run all the same
   */
  run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>
  /** Hears a channel; `'lost'` where something may have been missed. The answer ends it. */
  listen(channel: string, listener: Listener): () => void
  /** Lets go of the connection that hears channels. The client itself stays the caller's. */
  close(): void
}

/** Commands that wait for an answer at most: a client that is not connected keeps them for later. */
const MAX_PENDING = 5_000

/**
 * Connects the packages to a Redis or Valkey through a client that the program has. Whatever happens to Redis, no command
 * is waited for longer than `deadlineMs`; after three failures in a row it is left alone for a while.
 *
 * @throws `config` for an unknown option, one with a value it cannot have, or what is no client
 *
 * @example
 * ```ts
 * const fleet = redis(await createClient({ url: process.env.REDIS_URL }).connect(), { namespace: 'harbour' })
 * ```
 */
export function redis(client: RedisClient, options: RedisOptions = {}): Redis {
  check('redis', options, {
    namespace: (value) => typeof value === 'string',
    deadlineMs: (value) => typeof value === 'number' && value > 0 && value < Infinity,
    onError: (value) => typeof value === 'function',
    runtime: (value) => typeof value === 'object' && value !== null,
  })
  const { namespace = 'fairlead', deadlineMs = 50, onError, runtime = platformRuntime } = options
  const commands = commandsOf(client)
  const key = keyMaker(namespace)
  const breaker = createBreaker(runtime)
  let pending = { count: 0 }

  function failed(error: FairleadError): FairleadError {
    try {
      onError?.(error)
    } catch (thrown) {
      console.error(thrown)
    }
    return error
  }

  async function run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    const settle = breaker.enter()
    if (!settle) throw redisError('it does not answer and is left alone for a while', 'EUNAVAILABLE', breaker.retryAt)
    const isTry = breaker.retryAt !== undefined
    if (!isTry && pending.count >= MAX_PENDING)
      throw failed(redisError(`${MAX_PENDING} commands wait for an answer already`, 'EBUSY'))
    const own = pending
    own.count++
    const answer = ask(commands, script, keys, args.map(String)).finally(() => own.count--)
    try {
      const reply = await within(answer)
      settle(true)
      // It is back: what a client still keeps from before may never be answered.
      if (isTry) pending = { count: 0 }
      return reply
    } catch (error) {
      settle(isOfKey(error))
      const code = error === LATE ? 'ETIMEDOUT' : codeOf(error)
      const what = error === LATE ? `no answer within ${deadlineMs} ms` : 'it cannot do that'
      throw failed(redisError(`${script.name}: ${what} (${code})`, code))
    }
  }

  /** Settles as the answer does, or rejects at the deadline. What comes later is for nobody. */
  function within(answer: Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      let timer = runtime.setTimeout(() => {
        // What has come while this process was busy is read first: it is not Redis that is slow then.
        timer = runtime.setTimeout(() => reject(LATE), 0)
      }, deadlineMs)
      answer.then(resolve, reject).finally(() => runtime.clearTimeout(timer))
    })
  }

  const channels = createChannels({ open: commands.open, runtime, run, key })
  return {
    key,
    runtime,
    deadlineMs,
    get retryAt() {
      return breaker.retryAt
    },
    canListen: commands.open !== undefined,
    run,
    listen(channel, listener) {
      if (!commands.open) throw configError('redis: this client cannot hear channels')
      return channels.listen(channel, listener)
    },
    close: channels.close,
  }
}

const LATE = Symbol('late')

async function ask(
  { run, runSha }: Commands,
  script: Script,
  keys: readonly string[],
  args: readonly string[],
): Promise<unknown> {
  if (!runSha) return run(script.source, keys, args)
  const sha = script.sha()
  try {
    return await runSha(typeof sha === 'string' ? sha : await sha, keys, args)
  } catch (error) {
    // It has been restarted, or another node has the slot.
    if (isUnknownScript(error)) return run(script.source, keys, args)
    throw error
  }
}
