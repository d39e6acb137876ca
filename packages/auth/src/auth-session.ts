import {
  type OwnClient,
  type Reply,
  type Runtime,
  Scope,
  Secret,
  type Session,
  configError,
  isFairleadError,
  platformBroadcast,
  platformLifecycle,
  readServerHints,
} from '@fairlead/core'
import { createAgenda } from './agenda.ts'
import type { AccessToken, Auth, SessionStart, SignedOut } from './auth.ts'
import { type Challenge, challengeOf } from './challenge.ts'
import type { Coordinator } from './coordinator.ts'
import { authError } from './errors.ts'
import { subjectOf } from './jwt.ts'
import { deadTimeOf, lifetimeOf, refreshTimeOf } from './lifetime.ts'
import { type RefreshDesk, refreshOnce } from './refresh.ts'
import type { AuthState, AuthTransition, SignOutReason } from './state.ts'
import { storedUnder } from './stored.ts'
import type { Departure, Grant, Signature, SignRequest, Strategy, StrategyContext, Tokens } from './strategy.ts'

/** What a session is made of. */
export interface AuthSetup<Input> {
  readonly strategy: Strategy<Input>
  readonly coordinator: Coordinator
  readonly client: OwnClient
  readonly runtime: Runtime
  readonly origins: ReadonlySet<string>
  readonly idleMs: number
  readonly absoluteMs: number
  readonly lockWaitMs: number
  readonly refreshTimeoutMs: number
  readonly onChallenge: ((challenge: Challenge) => boolean | Promise<boolean>) | undefined
  readonly navigate: ((url: string) => void) | undefined
  /** Whether it wakes by itself: to refresh ahead of time, and to hear of other tabs. */
  readonly background: boolean
  readonly grant?: Grant | undefined
  /** Puts an event on the stream. */
  tell(type: string, details?: Readonly<Record<string, string | number | boolean | undefined>>): void
  createSession(start?: SessionStart): Auth<Input>
}

/** A credential as it is attached. */
export interface Signed extends Signature {
  readonly version: number
}

/** What the layers ask of a session. */
export interface SessionWork {
  /** Waits until a token can be sent, or nobody is signed in. @throws `auth` */
  prepare(rejectedVersion?: number): Promise<void>
  /** The credential that is current now. */
  sign(request: SignRequest): Signed | undefined | Promise<Signed | undefined>
  received(reply: Reply, request: SignRequest): void
  /** What the server asks for, if the reply is a refusal. */
  challengeOf(reply: Reply): Challenge | undefined
  /** Does what the challenge asks. True: send the request anew. @throws `auth` */
  answer(challenge: Challenge, version: number, reply: Reply, request: SignRequest): Promise<boolean>
  /** The server has taken this version. */
  accepted(version: number): void
}

/** A session: for its user, and for the layers. */
export interface AuthSession<Input> {
  readonly auth: Auth<Input>
  readonly work: SessionWork
}

const FIRST_WAIT_MS = 1_000
const MAX_WAIT_MS = 60_000
/** A server that asks for longer is not waited for longer: the user would be gone. */
const MAX_SERVER_WAIT_MS = 3_600_000
/** A new token that is refused this soon, and never was taken, is no reason for another refresh. */
const FRUITLESS_MS = 10_000
const REVOKE_TIMEOUT_MS = 10_000

/** Makes a session: the state machine, its tokens and its timer. */
export function createAuthSession<Input>(setup: AuthSetup<Input>): AuthSession<Input> {
  const { strategy, coordinator, runtime, tell } = setup
  const { key } = strategy
  const { now } = runtime
  const listeners = new Set<(transition: AuthTransition) => void>()
  const stored = storedUnder(key, coordinator, () => tell('store-failed'))
  let state: AuthState = { status: 'restoring' }
  let tokens: Tokens | undefined
  let revision: string | undefined
  let epoch = 0
  let ending = new AbortController()
  let memory = new Map<string, unknown>()
  let lastVersion = 0
  let acceptedVersion = 0
  let activeAt = 0
  let refreshAt = Infinity
  let failures = 0
  let retryAt = 0
  let lastFailure: unknown
  let flight: Promise<void> | undefined
  let signingIn: AbortController | undefined
  let leaving = 0
  let goneRevision: string | undefined
  let callback: { readonly url: string; readonly done: Promise<{ readonly returnTo: string | undefined }> } | undefined
  const steps = new Map<string, Promise<boolean>>()
  const agenda = createAgenda(runtime, tick)

  // ── state ──

  function move(to: AuthState): void {
    const transition = { from: state, to } as AuthTransition
    state = to
    tell('state', { from: transition.from.status, to: to.status, ...('reason' in to && { reason: to.reason }) })
    for (const listener of listeners) queueMicrotask(() => listener(transition))
  }

  function signedIn(status: 'authenticated' | 'refreshing' | 'degraded' | 'expired'): void {
    if (!tokens) return
    const { identity, profile, expiresAt } = tokens
    move({
      status,
      identity,
      profile,
      expiresAt,
      ...((status === 'degraded' || status === 'expired') && { retryAt }),
    } as AuthState)
  }

  /** All that belonged to the session ends before anything of the next one begins. */
  function beginEpoch(): void {
    const ended = ending
    epoch++
    ending = new AbortController()
    memory = new Map()
    ended.abort(new DOMException('the session has ended', 'AbortError'))
  }

  function adopt(next: Tokens, nextRevision: string | undefined): void {
    const known = tokens
    if (known?.identity !== next.identity && known) end('user-switched')
    else if (!tokens && state.status !== 'restoring') beginEpoch()
    tokens = next
    revision = nextRevision
    lastVersion = Math.max(lastVersion, next.version)
    activeAt = Math.max(activeAt, next.activeAt)
    // A token that is fetched at its first use expires as it is received.
    const isRenewed = strategy.refresh && next.expiresAt !== next.receivedAt
    refreshAt = isRenewed ? refreshTimeOf(next, runtime.random()) : Infinity
    failures = retryAt = 0
    if (known !== next && (known?.version !== next.version || state.status !== 'authenticated'))
      signedIn('authenticated')
    plan()
  }

  function end(reason: SignOutReason): void {
    goneRevision = revision
    tokens = revision = undefined
    failures = retryAt = activeAt = 0
    beginEpoch()
    move({ status: 'signed-out', reason })
    plan()
  }

  /** Ends the session of our own accord: here, then in the store, then at the server. */
  async function leave(reason: SignOutReason): Promise<SignedOut> {
    const old = tokens
    if (!old) return { revoked: true, redirectTo: undefined }
    const context = contextOf()
    leaving++
    end(reason)
    await stored.remove(old.identity)
    leaving--
    return giveBack(old, context)
  }

  /** Tells the server that tokens are not wanted any more. Never throws. */
  async function giveBack(old: Tokens, context = contextOf()): Promise<SignedOut> {
    const scope = new Scope(runtime, { method: 'AUTH', template: 'sign-out' })
    scope.limit('total', REVOKE_TIMEOUT_MS)
    const parting = { ...context, signal: scope.signal }
    const quietly = async <T>(work: () => Promise<T> | undefined): Promise<T | undefined | false> => {
      try {
        return await scope.race(Promise.resolve(work()))
      } catch {
        tell('revoke-failed')
        return false
      }
    }
    const redirectTo = await quietly(() => strategy.signOutUrl?.(old, parting))
    const revoked = await quietly(() => strategy.revoke?.(old, parting))
    scope.close()
    return { revoked: revoked !== false, redirectTo: redirectTo || undefined }
  }

  function contextOf(signal = ending.signal): StrategyContext {
    return { client: setup.client, runtime, signal, memory }
  }

  function tokensOf(grant: Grant, old: Tokens | undefined, askedAt: number): Tokens {
    const { expiresIn: _expiresIn, returnTo: _returnTo, ...given } = grant
    const lifetimeMs = lifetimeOf(grant)
    const version = lastVersion + 1
    return {
      ...(old && {
        refreshToken: old.refreshToken,
        scope: old.scope,
        tokenType: old.tokenType,
        profile: old.profile,
        extra: old.extra,
      }),
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
      identity: identityOf(grant, old),
      version,
      signInVersion: old?.signInVersion ?? version,
      signedInAt: old?.signedInAt ?? askedAt,
      activeAt: now(),
      receivedAt: askedAt,
      expiresAt: lifetimeMs && askedAt + lifetimeMs,
    }
  }

  /** A JWT says who it is for. Where nothing does, nobody else must be taken for this user. */
  function identityOf({ identity, accessToken }: Grant, old: Tokens | undefined): string {
    const subject = subjectOf(accessToken)
    const before = subjectOf(old?.accessToken)
    // The old identity may have been given in other words than the token's.
    const isSame = subject === undefined || before === undefined || subject === before
    return identity ?? (isSame ? old?.identity : undefined) ?? subject ?? runtime.randomUUID()
  }

  const isDead = (of: Tokens): boolean => now() >= deadTimeOf(of)

  // ── refresh ──

  const desk: RefreshDesk = {
    key,
    runtime,
    coordinator,
    stored,
    lockWaitMs: setup.lockWaitMs,
    timeoutMs: setup.refreshTimeoutMs,
    inDoubt: new WeakSet(),
    present: () => ({ tokens, revision, epoch }),
    ask: (old, signal) => strategy.refresh?.(old, contextOf(signal)) ?? Promise.reject(new Error('no refresh')),
    tokensOf,
    adopt,
    end(reason) {
      const old = tokens
      end(reason)
      if (old && reason !== 'elsewhere') void stored.remove(old.identity)
    },
    revoke: (unused) => void giveBack(unused),
    isDead,
    tell,
  }

  /** One at a time. Never rejects: how it went is in the state. */
  function refresh(): Promise<void> {
    flight ??= (async () => {
      const born = epoch
      signedIn('refreshing')
      try {
        await refreshOnce(desk)
      } catch (error) {
        if (epoch === born) failed(error)
      } finally {
        flight = undefined
      }
      if (epoch === born && state.status === 'refreshing') signedIn('authenticated')
    })()
    return flight
  }

  function failed(error: unknown): void {
    const cause = error instanceof TypeError ? error.cause : error
    lastFailure = isFairleadError(cause) ? cause : undefined
    const headers = isFairleadError(cause) && cause.kind === 'http' ? cause.headers : undefined
    const said = headers && readServerHints(headers, now()).retryAt
    const waitMs = Math.min(FIRST_WAIT_MS * 2 ** failures++, MAX_WAIT_MS) * (0.75 + 0.5 * runtime.random())
    retryAt = now() + Math.max(waitMs, Math.min((said ?? 0) - now(), MAX_SERVER_WAIT_MS))
    signedIn(tokens && isDead(tokens) ? 'expired' : 'degraded')
    plan()
  }

  const isFruitless = ({ version, signInVersion, receivedAt }: Tokens): boolean =>
    version > signInVersion && version > acceptedVersion && now() - receivedAt < FRUITLESS_MS

  async function prepare(rejectedVersion = 0): Promise<void> {
    if (state.status === 'restoring') await ready
    if (!tokens) return
    touch()
    const refused = rejectedVersion >= tokens.version
    if (!refused && !isDead(tokens)) {
      if (now() >= refreshAt && now() >= retryAt) void refresh()
      return
    }
    if (!strategy.refresh) {
      if (isDead(tokens)) void leave('expired')
      return
    }
    const born = epoch
    if (flight || now() >= retryAt) await refresh()
    if (epoch !== born || !tokens) throw authError('signed-out', ended(state))
    if (isDead(tokens) || rejectedVersion >= tokens.version) throw unavailable()
  }

  function unavailable(): Error {
    const { kind, status } = (lastFailure ?? {}) as { kind?: string; status?: number }
    const because = kind ? ` (${status ?? kind})` : ''
    return authError('refresh-failed', `the token cannot be renewed now${because}; it is tried again at \`retryAt\``, {
      retryAt,
    })
  }

  // ── time ──

  function plan(): void {
    if (!setup.background) return
    if (!tokens) return agenda.wakeAt(Infinity)
    const failing = retryAt > 0
    const dies = !strategy.refresh || state.status === 'degraded' ? deadTimeOf(tokens) : Infinity
    agenda.wakeAt(
      Math.min(failing ? retryAt : refreshAt, dies, tokens.signedInAt + setup.absoluteMs, activeAt + setup.idleMs),
    )
  }

  function tick(): void {
    if (!tokens) return
    if (now() >= tokens.signedInAt + setup.absoluteMs) void leave('absolute-limit')
    else if (now() >= activeAt + setup.idleMs) void idle()
    else if (isDead(tokens) && !strategy.refresh) void leave('expired')
    else if (now() >= (retryAt || refreshAt)) void refresh()
    else {
      if (state.status === 'degraded' && isDead(tokens)) signedIn('expired')
      plan()
    }
  }

  /** Another tab may have been used meanwhile. */
  async function idle(): Promise<void> {
    const found = await stored.read()
    activeAt = Math.max(activeAt, found?.tokens?.activeAt ?? 0)
    if (now() < activeAt + setup.idleMs) plan()
    else await leave('idle-limit')
  }

  /** Notes that the session is used; in the store not with each call. */
  function touch(): void {
    if (setup.idleMs === Infinity || !tokens) return
    const sinceMs = now() - tokens.activeAt
    activeAt = now()
    if (sinceMs < setup.idleMs / 10) return
    tokens = { ...tokens, activeAt }
    const { epoch: born } = desk.present()
    if (revision !== undefined && !flight)
      void stored.write(tokens, revision).then((written) => {
        if (written && epoch === born) revision = written
      })
  }

  /** Something may have changed while we did not look. */
  async function look(): Promise<void> {
    const born = epoch
    // A removal that has not reached the store yet must not bring the tokens back.
    if (state.status === 'restoring' || leaving) return
    const found = await stored.read()
    if (!found || epoch !== born) return
    if (!found.tokens) {
      if (tokens && revision !== undefined) end('elsewhere')
      else if (strategy.restore && !flight) await recall(born)
    } else if (
      !tokens
        ? found.revision !== goneRevision
        : found.tokens.version > tokens.version || found.tokens.identity !== tokens.identity
    )
      adopt(found.tokens, found.revision)
    else if (tokens && found.tokens.version === tokens.version) revision = found.revision
    tick()
  }

  /** Asks the server whom a cookie signs in. */
  async function recall(born: number): Promise<void> {
    const grant = await strategy.restore?.(contextOf()).catch(() => null)
    if (grant === null || epoch !== born) return
    if (!grant) {
      if (tokens) end('elsewhere')
    } else if (!tokens || (grant.identity !== undefined && grant.identity !== tokens.identity))
      adopt(tokensOf(grant, undefined, now()), undefined)
  }

  async function restore(): Promise<void> {
    const found = await stored.read()
    const grant = setup.grant ?? strategy.initial
    if (found?.tokens) adopt(found.tokens, found.revision)
    else if (grant) {
      const first = tokensOf(grant, undefined, now())
      const isLater = first.accessToken === undefined && strategy.refresh
      adopt(isLater ? { ...first, expiresAt: first.receivedAt } : first, undefined)
    } else await recall(epoch)
    if (state.status === 'restoring') move({ status: 'anonymous' })
  }

  // ── sign-in ──

  async function signIn(input?: Input): Promise<AuthState> {
    if (!strategy.signIn)
      throw configError(`auth: with ${strategy.name} nobody signs in; its credential is part of the options`)
    const begin = strategy.signIn.bind(strategy) as (
      input: unknown,
      context: StrategyContext,
    ) => Promise<Grant | Departure>
    const grant = await interactive((context) => begin(input, context))
    if (!grant || !('redirectTo' in grant)) return state
    const { redirectTo } = grant
    setup.navigate?.(redirectTo)
    const departed = { status: 'signing-in', redirectTo } as const
    if (!tokens) move(departed)
    return departed
  }

  /** Runs a sign-in until it gives a grant. Another sign-in or a sign-out comes first. */
  async function interactive<G extends Grant | Departure>(run: (context: StrategyContext) => Promise<G>): Promise<G> {
    await ready
    signingIn?.abort(authError('signed-out', 'another sign-in has begun'))
    const own = (signingIn = new AbortController())
    const before = state
    if (!tokens && state.status !== 'signing-in') move({ status: 'signing-in' })
    const askedAt = now()
    const scope = new Scope(runtime, { method: 'AUTH', template: 'sign-in' })
    scope.follow(own.signal, (reason) => reason as ReturnType<typeof authError>)
    const context = contextOf(scope.signal)
    try {
      const work = run(context)
      work.then(
        // Come too late: nobody must be left signed in by it at the server.
        (grant) => {
          if (own.signal.aborted && !('redirectTo' in grant))
            void giveBack(tokensOf(grant, undefined, askedAt), context)
        },
        () => {},
      )
      const grant = await scope.race(work)
      if (!('redirectTo' in grant)) await welcome(grant, askedAt)
      return grant
    } catch (error) {
      if (signingIn === own && state.status === 'signing-in')
        move(before.status === 'signed-out' ? before : { status: 'anonymous' })
      throw error
    } finally {
      if (signingIn === own) signingIn = undefined
      scope.close()
    }
  }

  /** Keeps what a sign-in gave, whatever the store had. */
  async function welcome(grant: Grant, askedAt: number): Promise<void> {
    const born = epoch
    const old = tokens
    for (let found = await stored.read(); ; found = await stored.read()) {
      lastVersion = Math.max(lastVersion, found?.tokens?.version ?? 0)
      const next = tokensOf(grant, undefined, askedAt)
      const written = await stored.write(next, found?.revision)
      if (epoch !== born) {
        if (written) await stored.remove(next.identity)
        void giveBack(next)
        throw authError('signed-out', 'signed out while the sign-in was under way')
      }
      if (written === false) continue
      const carried = memory
      adopt(next, written)
      // What the strategy learnt while signing in, such as a nonce, is good for the session that begins.
      for (const [name, value] of carried) memory.set(name, value)
      if (old && old.identity !== next.identity) void giveBack(old)
      announce()
      return
    }
  }

  function handleCallback(
    url = (globalThis as { location?: { href: string } }).location?.href,
  ): Promise<{ readonly returnTo: string | undefined }> {
    const complete = strategy.callback?.bind(strategy)
    if (!complete || !url)
      return Promise.reject(
        configError(`auth: ${complete ? 'handleCallback needs the URL' : `${strategy.name} has no callback`}`),
      )
    if (callback?.url !== url)
      callback = { url, done: interactive((context) => complete(url, context)).then(({ returnTo }) => ({ returnTo })) }
    return callback.done
  }

  async function signOut(): Promise<SignedOut> {
    const error = authError('signed-out', 'signed out')
    signingIn?.abort(error)
    if (!tokens && state.status === 'restoring') await ready
    const done = await leave('user')
    announce()
    return done
  }

  // ── challenges ──

  async function answer(challenge: Challenge, version: number, reply: Reply, request: SignRequest): Promise<boolean> {
    if (!tokens) throw authError('signed-out', ended(state))
    switch (challenge.kind) {
      case 'refresh':
        if (tokens.version > version) return true
        if (!strategy.refresh || isFruitless(tokens)) return false
        await prepare(version)
        return true
      case 'step-up':
      case 'scope':
        return tokens.signInVersion > version || ((await stepUp(challenge)) && tokens !== undefined)
      default:
        return (await strategy.answer?.(challenge, reply, request, contextOf())) ?? false
    }
  }

  /** One question to the user, however many calls raise it. */
  function stepUp(challenge: Challenge): Promise<boolean> {
    const name = JSON.stringify(challenge)
    let step = steps.get(name)
    if (!step) {
      step = Promise.resolve(setup.onChallenge?.(challenge) ?? false).finally(() => steps.delete(name))
      steps.set(name, step)
    }
    return step
  }

  // ── the credential ──

  function sign(request: SignRequest): Signed | undefined | Promise<Signed | undefined> {
    if (!tokens) return undefined
    const { version } = tokens
    const signature = strategy.sign(tokens, request, contextOf())
    return signature instanceof Promise ? signature.then((made) => ({ ...made, version })) : { ...signature, version }
  }

  const session: Session = {
    get state() {
      const { status } = state
      if (status === 'restoring') return status
      return tokens ? 'authenticated' : status === 'signed-out' ? 'ended' : 'anonymous'
    },
    get ready() {
      return ready
    },
    get identity() {
      return tokens?.identity ?? ''
    },
    get epoch() {
      return epoch
    },
    get signal() {
      return ending.signal
    },
    credentials: {
      async get({ audience, method = 'GET', url = audience, rejectedVersion, signal }) {
        if (!setup.origins.has(audience)) return undefined
        await raced(prepare(rejectedVersion), signal)
        return sign({ method, url, origin: audience })
      },
    },
  }

  async function getToken({ signal }: { readonly signal?: AbortSignal } = {}): Promise<AccessToken | undefined> {
    await raced(prepare(), signal)
    if (tokens?.accessToken === undefined) return undefined
    const { accessToken, version, expiresAt } = tokens
    return { token: new Secret(accessToken), version, expiresAt }
  }

  // ── the outside ──

  const stops: (() => void)[] = []
  let announce = (): void => {}
  if (setup.background) {
    const changed = (): void => void look()
    stops.push(coordinator.onChange(key, changed))
    const lifecycle = (runtime.lifecycle ?? platformLifecycle())((event) => {
      if (event === 'offline' || event === 'hidden') return
      // A network that is back is a reason to try again; a server that asked for time is still waited for.
      if (event === 'online' && (lastFailure as { kind?: string } | undefined)?.kind === 'network') retryAt &&= now()
      changed()
    })
    stops.push(lifecycle)
    if (strategy.restore) {
      const channel = (runtime.broadcast ?? platformBroadcast())(`fairlead:auth:${key}`, () => void recall(epoch))
      announce = () => channel.post('changed')
      stops.push(() => channel.close())
    }
  }
  const ready = restore()

  return {
    auth: {
      get state() {
        return state
      },
      subscribe(listener) {
        const own = (transition: AuthTransition): void => {
          try {
            listener(transition)
          } catch (error) {
            console.error(error)
          }
        }
        listeners.add(own)
        return () => listeners.delete(own)
      },
      signIn: signIn as Auth<Input>['signIn'],
      handleCallback,
      signOut,
      getToken,
      session,
      createSession: setup.createSession,
      dispose() {
        agenda.wakeAt(Infinity)
        signingIn?.abort(authError('signed-out', 'the client has been disposed'))
        for (const stop of stops.splice(0)) stop()
      },
    },
    work: {
      prepare,
      sign,
      challengeOf: (reply) => (strategy.challenge ? strategy.challenge(reply) : challengeOf(reply)),
      answer,
      accepted: (version) => void (acceptedVersion = Math.max(acceptedVersion, version)),
      received: (reply, request) => strategy.received?.(reply, request, contextOf()),
    },
  }
}

function ended(state: AuthState): string {
  return `the session has ended${state.status === 'signed-out' ? ` (${state.reason})` : ''}`
}

/** The work's end, or the signal's, whichever is first. */
function raced<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(authError('signed-out', 'aborted by the caller'))
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort)
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
