import { createClient } from '@redis/client'
import { Redis as Upstash } from '@upstash/redis'
import { Redis as Ioredis } from 'ioredis'
import type { EvalClient, RedisClient } from '@fairlead/redis'
import { startBridge } from './http-bridge.ts'

/** A client under test, and how it is let go. */
export interface Opened {
  readonly client: RedisClient
  close(): unknown
}

/** The kinds of client that the packages are given, each connected to a Redis at a URL. */
export const clients: Readonly<Record<string, (url: string) => Promise<Opened>>> = {
  'node-redis': async (url) => {
    const client = createClient({ url })
    // It tells of every broken connection, and ends the process where nobody listens.
    client.on('error', () => {})
    await client.connect()
    return { client, close: () => client.destroy() }
  },
  ioredis: async (url) => {
    const client = new Ioredis(url, { lazyConnect: true })
    client.on('error', () => {})
    await client.connect()
    return { client, close: () => client.disconnect() }
  },
  '@upstash/redis': async (url) => {
    const bridge = await startBridge(url)
    const client = new Upstash({ url: bridge.origin, token: 'none', enableTelemetry: false, retry: false })
    return { client, close: bridge.close }
  },
  /** As clients over HTTP do, it reads as JSON whatever looks like it; and it hears no channels. */
  'one with eval alone': async (url) => {
    const client = new Ioredis(url, { lazyConnect: true })
    client.on('error', () => {})
    await client.connect()
    const overHttp: EvalClient = {
      eval: async (script, keys, args) => asJson(await client.eval(script, keys.length, ...keys, ...args)),
    }
    return { client: overHttp, close: () => client.disconnect() }
  },
}

/** Asks a Redis directly. */
export async function ask(url: string, command: string, ...args: string[]): Promise<unknown> {
  const client = new Ioredis(url)
  // What goes wrong is told by the command.
  client.on('error', () => {})
  try {
    return await client.call(command, ...args)
  } finally {
    client.disconnect()
  }
}

function asJson(reply: unknown): unknown {
  if (Array.isArray(reply)) return reply.map((each) => asJson(each))
  if (typeof reply !== 'string') return reply
  try {
    return JSON.parse(reply)
  } catch {
    return reply
  }
}
