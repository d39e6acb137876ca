import { inspect } from 'node:util'
import { type AuthTransition, type Coordinator, type Strategy, auth, memoryCoordinator } from '@fairlead/auth'
import { type OidcOptions, oidc } from '@fairlead/auth/oidc'
import { type ClientEvent, createClient, isFairleadError, platformRuntime } from '@fairlead/core'
import { afterEach } from 'vitest'
import { browse } from './browser.ts'
import { type ProviderOptions, REDIRECT_URI, RESOURCE, type TestProvider, startProvider } from './provider.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

/** A provider that ends with the test. */
export async function provided(options: ProviderOptions = {}): Promise<TestProvider> {
  const provider = await startProvider(options)
  closing.push(provider.close)
  return provider
}

/** A client of the provider with a clock of its own. Its waits are `hurry` times as short. */
export function clientOf<Input>(
  provider: TestProvider,
  strategy: Strategy<Input>,
  { hurry = 1, ...own }: { coordinator?: Coordinator; refreshTimeoutMs?: number; hurry?: number } = {},
) {
  const clock = { offsetMs: 0 }
  const events: ClientEvent[] = []
  const transitions: AuthTransition[] = []
  const client = createClient({
    baseUrl: provider.issuer,
    runtime: {
      ...platformRuntime,
      now: () => Date.now() + clock.offsetMs,
      setTimeout: (callback, delayMs) => setTimeout(callback, delayMs / hurry),
    },
    plugins: [auth({ strategy, navigate: () => {}, ...own })],
  })
  client.on((event) => events.push(event))
  client.auth.subscribe((transition) => transitions.push(transition))
  closing.push(client.dispose)
  return { client, clock, events, transitions }
}

/** A provider, and a client that signs in there. */
export async function harbour(
  options: ProviderOptions = {},
  own: Partial<OidcOptions> = {},
  coordinator = memoryCoordinator(),
) {
  const provider = await provided(options)
  const strategy = oidc({
    issuer: provider.issuer,
    clientId: 'harbour',
    redirectUri: REDIRECT_URI,
    scope: 'openid profile harbour',
    resource: RESOURCE,
    ...own,
  })
  const open = (url: string): Promise<string> => browse(url, REDIRECT_URI)
  return { ...provider, ...clientOf(provider, strategy, { coordinator }), strategy, open }
}

/** What a promise rejects with, as a Fairlead error. */
export async function failureOf(
  work: Promise<unknown>,
): Promise<{ kind: string; reason?: string; message: string; [detail: string]: unknown }> {
  try {
    await work
  } catch (error) {
    if (isFairleadError(error)) return error as never
    throw error
  }
  throw new Error('nothing failed')
}

/** All that printing a value could show. */
export function printed(value: unknown): string {
  const { message, stack, cause } = (value ?? {}) as Error
  return [
    inspect(value, { depth: 10, showHidden: true }),
    JSON.stringify(value),
    message,
    stack,
    inspect(cause, { depth: 10, showHidden: true }),
  ].join('\n')
}
