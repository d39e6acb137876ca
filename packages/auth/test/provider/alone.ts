import type { Grant, StrategyContext, Tokens } from '@fairlead/auth'
import { type OwnClient, type Plugin, type Runtime, createClient, platformRuntime } from '@fairlead/core'
import { afterEach } from 'vitest'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** What a strategy works with where no session is above it, and its memory at hand. */
export function alone(runtime: Partial<Runtime> = {}): StrategyContext {
  const made: { client?: OwnClient } = {}
  const skip = ['intercept', 'cache', 'outbox', 'recover', 'authorize', 'admit', 'sign'] as const
  const plugin: Plugin<'alone'> = {
    name: 'alone',
    install: (host) => ({ api: (made.client = host.client({ skip })) }),
  }
  const own = { ...platformRuntime, ...runtime }
  const client = createClient({ baseUrl: 'http://127.0.0.1', runtime: own, plugins: [plugin] })
  closing.push(client.dispose)
  if (!made.client) throw new Error('no client')
  return { client: made.client, runtime: own, signal: new AbortController().signal, memory: new Map() }
}

/** A grant as a session would keep it. */
export function kept(grant: Grant, old?: Tokens): Tokens {
  const refreshToken = grant.refreshToken ?? old?.refreshToken
  const identity = grant.identity ?? old?.identity ?? 'ann'
  const times = { version: 1, signInVersion: 1, signedInAt: 0, activeAt: 0, receivedAt: 0 }
  return { ...times, ...grant, identity, refreshToken, extra: grant.extra ?? old?.extra }
}
