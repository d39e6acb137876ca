import type { Commands, Heard, Subscriber } from '../client.ts'
import { codeOf, redisError } from '../errors.ts'

/** Anything else, such as a client over HTTP: what runs a script, and tells of channels where it can. */
export interface EvalClient {
  eval(script: string, keys: string[], args: string[]): Promise<unknown>
  evalsha?(sha: string, keys: string[], args: string[]): Promise<unknown>
  /** Hears channels, as `@upstash/redis` does. */
  subscribe?(channels: string[]): EvalSubscription
}

/** What hears channels of such a client. Of a `message` the event is `{ channel, message }`. */
export interface EvalSubscription {
  on(type: 'message' | 'subscribe' | 'error', listener: (event: unknown) => void): unknown
  unsubscribe(): Promise<unknown>
}

/** What any other client can do. */
export function ofEval(client: EvalClient): Commands {
  return {
    run: (script, keys, args) => client.eval(script, [...keys], [...args]),
    runSha:
      client.evalsha && ((sha, keys, args) => (client as Required<EvalClient>).evalsha(sha, [...keys], [...args])),
    open: client.subscribe && ((heard) => openEval(client as Required<EvalClient>, heard)),
  }
}

function openEval(client: Required<EvalClient>, { message, lost }: Heard): Subscriber {
  const open = new Map<string, EvalSubscription>()
  const end = (subscription: EvalSubscription | undefined): void =>
    void subscription?.unsubscribe().catch(() => {
      // It has ended already.
    })
  return {
    isSplit: true,
    subscribe: (channel) =>
      new Promise<void>((resolve, reject) => {
        const subscription = client.subscribe([channel])
        open.set(channel, subscription)
        subscription.on('subscribe', () => resolve())
        // What looks like JSON has been read as such.
        subscription.on('message', (event) => {
          const { message: said } = event as { readonly message: unknown }
          message(channel, typeof said === 'string' ? said : JSON.stringify(said))
        })
        subscription.on('error', (error) => {
          reject(redisError('the channel cannot be heard', codeOf(error)))
          lost()
        })
      }),
    async unsubscribe(channel) {
      end(open.get(channel))
      open.delete(channel)
    },
    close() {
      for (const each of open.values()) end(each)
      open.clear()
    },
  }
}
