import { type Host, type Plugin, type Session, configError } from '@fairlead/core'
import { type SessionWork, createAuthSession } from './auth-session.ts'
import type { Auth, SessionStart } from './auth.ts'
import type { Challenge } from './challenge.ts'
import { memoryCoordinator } from './coordinators/memory.ts'
import type { Coordinator } from './coordinator.ts'
import type { AuthFailure } from './errors.ts'
import { authLayers } from './layers.ts'
import { credentialOrigins } from './origins.ts'
import type { Strategy } from './strategy.ts'

/** How long a session may last, in milliseconds. */
export interface SessionLimits {
  /** Without a call of the session. @defaultValue Infinity */
  readonly idleMs?: number
  /** Since the sign-in. @defaultValue Infinity */
  readonly absoluteMs?: number
}

/** How a client's session works. */
export interface AuthOptions<Input = void> {
  readonly strategy: Strategy<Input>
  /** Where tokens are kept and with whom they are shared. @defaultValue `memoryCoordinator()` */
  readonly coordinator?: Coordinator
  /** Exact origins that credentials may go to. @defaultValue that of the client's base URL */
  readonly origins?: readonly string[]
  /** Lets credentials go over plain HTTP to other machines. @defaultValue false */
  readonly allowHttp?: boolean
  readonly limits?: SessionLimits
  /** Asks the user for what a step-up or a scope needs, and signs in anew. True: the calls that wait are sent again. */
  readonly onChallenge?: (challenge: Challenge) => boolean | Promise<boolean>
  /** Goes to the page of a sign-in. @defaultValue `location.assign` where there is one */
  readonly navigate?: (url: string) => void
  /** The longest wait for another tab's or process's refresh. @defaultValue 20_000 */
  readonly lockWaitMs?: number
  /** The longest wait for one answer to a refresh; it is asked at most twice. @defaultValue 8_000 */
  readonly refreshTimeoutMs?: number
}

const OPTIONS = /^(strategy|coordinator|origins|allowHttp|limits|onChallenge|navigate|lockWaitMs|refreshTimeoutMs)$/

/** Of auth's own calls: no interceptor, cache, retry or queue of the user, and no credential of the session. */
const SKIP = ['intercept', 'cache', 'outbox', 'recover', 'authorize', 'admit', 'sign'] as const

/**
 * The session of a client. One `auth()` given to several clients is one session.
 *
 * @throws `config` for an unknown option, an origin that is none, and credentials that would travel in the clear
 *
 * @example
 * ```ts
 * const client = createClient({
 *   baseUrl: 'https://harbour.example/api',
 *   plugins: [auth({ strategy: bearer({ signIn: '/login', refresh: '/refresh' }) })],
 * })
 * await client.auth.signIn({ user, password })
 * ```
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- it adds no call options
export function auth<Input = void>(options: AuthOptions<Input>): Plugin<'auth', {}, Auth<Input>, AuthFailure> {
  const unknown = Object.keys(options).find((name) => !OPTIONS.test(name))
  if (unknown !== undefined) throw configError(`auth: unknown option '${unknown}'`)
  const { strategy, limits, onChallenge, navigate = goTo, lockWaitMs = 20_000, refreshTimeoutMs = 8_000 } = options
  if (!strategy) throw configError('auth: `strategy` is missing; for example bearer({ refresh: "/refresh" })')
  const { idleMs = Infinity, absoluteMs = Infinity } = limits ?? {}
  for (const [name, value] of Object.entries({ idleMs, absoluteMs, lockWaitMs, refreshTimeoutMs }))
    if (!(value > 0)) throw configError(`auth: \`${name}\` is no number of milliseconds above 0`)
  const origins = new Set(credentialOrigins(options.origins ?? [], options.allowHttp))
  const works = new WeakMap<Session, { readonly work: SessionWork; readonly auth: Auth<Input> }>()
  let shared: Auth<Input> | undefined
  let clients = 0

  function open(
    host: Host,
    { grant, coordinator = memoryCoordinator() }: SessionStart,
    background: boolean,
  ): Auth<Input> {
    const { runtime, client, emit } = host
    const made = createAuthSession<Input>({
      strategy,
      key: strategy.key ?? [strategy.name, ...origins].join(' '),
      coordinator,
      client: client({ skip: SKIP }),
      runtime,
      origins,
      idleMs,
      absoluteMs,
      lockWaitMs,
      refreshTimeoutMs,
      onChallenge,
      navigate: background ? navigate : undefined,
      background,
      grant,
      tell: (type, details = {}) => emit(() => ({ type: `plugin:auth:${type}`, at: runtime.now(), details })),
      createSession: (start = {}) => open(host, start, false),
    })
    works.set(made.auth.session, made)
    return made.auth
  }

  return {
    name: 'auth',
    install(host) {
      if (!options.origins)
        for (const origin of credentialOrigins(host.origin ? [host.origin] : [], options.allowHttp)) origins.add(origin)
      if (origins.size === 0)
        throw configError("auth: no origin to send credentials to; set the client's `baseUrl` or `origins` of auth")
      clients++
      const api = (shared ??= open(host, { coordinator: options.coordinator }, true))
      return {
        api,
        apiFor: (session) => works.get(session)?.auth,
        session: api.session,
        layers: authLayers({
          workOf: (session) => works.get(session)?.work,
          origins,
          tell: (type, details, operationId) =>
            host.emit(() => ({ type: `plugin:auth:${type}`, operationId, at: host.runtime.now(), details })),
        }),
        dispose() {
          if (--clients > 0) return
          api.dispose()
          shared = undefined
        },
      }
    },
  }
}

function goTo(url: string): void {
  ;(globalThis as { location?: { assign?: (url: string) => void } }).location?.assign?.(url)
}
