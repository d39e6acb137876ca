import {
  type Credential,
  FairleadError,
  type Lifecycle,
  type Runtime,
  type Session,
  isFairleadError,
  sessionEnded,
} from '@fairlead/core'
import { type BackoffOptions, backoffMs } from './backoff.ts'
import { type CloseAction, type ClosePolicy, closeAction } from './close-codes.ts'
import type { Courier, Delivery } from './delivery.ts'
import { socketError, whereOf } from './errors.ts'
import { type Liveness, type LivenessOptions, watchLiveness } from './liveness.ts'
import { type ConnectionState, type Transition, type TransitionCode, transitions } from './states.ts'
import type { Frame, Link, LinkEnd, Transport } from './transport.ts'

/** What keeps a connection up. */
export interface MachineOptions {
  readonly runtime: Runtime
  readonly lifecycle: Lifecycle
  readonly transport: Transport
  readonly url: string
  readonly path: string
  readonly level: Delivery['level']
  /** Whose connection it is; undefined for nobody's. */
  readonly session: Session | undefined
  readonly backoff: BackoffOptions
  readonly closeCodes: ClosePolicy | undefined
  readonly liveness: LivenessOptions
  readonly connectTimeoutMs: number
  onTransition(transition: Transition): void
  report(error: FairleadError): void
  /** Nobody will go on: what is open is told so. */
  onEnd(error: FairleadError): void
}

/** The state machine of a connection: one link at a time, and what is told by an earlier one is not heard. */
export interface Machine {
  readonly state: ConnectionState
  readonly generation: number
  /** Why it failed. */
  readonly failure: FairleadError | undefined
  /** Begins. */
  start(courier: Courier): void
  welcome(expiresInMs: number | undefined): void
  progress(): void
  advice(code: number, reason: string | undefined, retryAfterMs: number | undefined): void
  authed(expiresInMs: number | undefined): void
  broken(what: string): void
  /** Tries now, whatever it waits for. */
  reconnect(): void
  close(): void
}

/** How long before the end of a credential a newer one is sent, as a part of its life and at most. */
const RENEW_AT = 0.8
const RENEW_MS = 30_000
/** Some platforms say offline when they are not. */
const OFFLINE_RETRY_MS = 30_000

/** Of what a server says of its reasons. */
const MAX_REASON_CHARS = 120

interface Loss {
  readonly closeCode?: number
  readonly action?: CloseAction
  readonly hintMs?: number | undefined
  readonly error?: FairleadError
}

/** Makes the state machine of a connection. */
export function createMachine(options: MachineOptions): Machine {
  const { runtime, transport, session, backoff, path, connectTimeoutMs } = options
  const { stableMs = 5_000 } = backoff
  let courier: Courier
  let state: ConnectionState = 'idle'
  let failure: FairleadError | undefined
  let generation = 0
  let failures = 0
  let link: Link | undefined
  let liveness: Liveness | undefined
  let credential: Credential | undefined
  let rejectedVersion: number | undefined
  /** Of the credential that the server said welcome to. */
  let acceptedVersion: number | undefined
  let advised: { code: number; reason: string | undefined; hintMs: number | undefined } | undefined
  let readyAt = Infinity
  let hasProgress = false
  let isOffline = false
  /** For the wait or the connect timeout, never both. */
  let timer: unknown
  let renewTimer: unknown
  let attempt: AbortController | undefined
  let ignoreSession = (): void => {}
  /** The end of an epoch that was heard. */
  let endedBy: AbortSignal | undefined

  function move(to: ConnectionState, code: TransitionCode, more: Pick<Transition, 'closeCode' | 'delayMs'> = {}): void {
    const from = state
    if (!transitions[from].includes(to)) throw new Error(`a connection cannot go from ${from} to ${to}`)
    state = to
    options.onTransition({ from, to, code, generation, at: runtime.now(), ...more })
  }

  /** Lets go of the present link and all that is set for it. It is never waited for: a broken one may take a minute to close. */
  function detach(code?: number): void {
    generation++
    runtime.clearTimeout(timer)
    runtime.clearTimeout(renewTimer)
    attempt?.abort()
    attempt = undefined
    liveness?.stop()
    liveness = undefined
    if (link) {
      const old = link
      link = undefined
      courier.down()
      old.close(code)
    }
    readyAt = Infinity
  }
  const isGood = (): boolean => hasProgress && runtime.now() - readyAt >= stableMs

  async function connect(code: TransitionCode): Promise<void> {
    // Somebody who heard of the step before may have ended it, or begun the next try.
    if (state === 'closed' || state === 'connecting') return
    if (session && session.state !== 'authenticated') return idle(code)
    followSession()
    const own = ++generation
    const isOwn = (): boolean => own === generation
    hasProgress = false
    advised = undefined
    timer = runtime.setTimeout(() => lost('connect-timeout'), connectTimeoutMs)
    move('connecting', code)
    if (!isOwn()) return
    try {
      credential = await (session && credentialOf(session, rejectedVersion))
    } catch (error) {
      if (isOwn()) noCredential(error)
      return
    }
    if (!isOwn()) return
    const target = { url: options.url, credential, runtime }
    try {
      link = transport.connect(target, {
        open: () => isOwn() && opened(),
        frame: (frame) => isOwn() && arrived(frame),
        down: (end) => isOwn() && ended(end),
      })
    } catch (error) {
      if (isOwn()) lost('link-down', { error: notOpened(error) })
    }
  }

  /** A credential for this attempt: newer than one that was refused, or is about to end. */
  function credentialOf({ credentials }: Session, rejected: number | undefined): Promise<Credential | undefined> {
    attempt ??= new AbortController()
    return credentials.get({
      audience: new URL(options.url).origin,
      url: options.url,
      method: 'GET',
      signal: attempt.signal,
      ...(rejected !== undefined && { rejectedVersion: rejected }),
    })
  }

  function notOpened(error: unknown): FairleadError {
    return isFairleadError(error)
      ? error
      : socketError(path, 'failed', 'the link cannot be opened', {}, { cause: error })
  }

  function noCredential(error: unknown): void {
    const { retryAt } = Object(error) as { retryAt?: number }
    lost('auth', { action: 'retry', hintMs: retryAt === undefined ? undefined : Math.max(0, retryAt - runtime.now()) })
  }

  function opened(): void {
    if (options.level === 'resumable') move('authenticating', 'open')
    const to = link
    if (to) guarded('the first frames cannot be made', () => courier.open(to, credential))
  }

  function arrived(frame: Frame): void {
    liveness?.heard()
    guarded('a frame cannot be read', () => courier.frame(frame))
  }

  /** What throws here, such as a codec, must not go into the transport: the link is of no use. */
  function guarded(what: string, step: () => void): void {
    const own = generation
    try {
      step()
    } catch (error) {
      options.report(isFairleadError(error) ? error : socketError(path, 'protocol', what, {}, { cause: error }))
      // Whoever heard of it may have ended the link.
      if (own === generation) lost('protocol')
    }
  }

  function ended({ code, status }: LinkEnd): void {
    const action = status === 401 ? 'refresh' : status === 403 || status === 404 ? 'final' : undefined
    lost('link-down', { closeCode: advised?.code ?? code, ...(action && { action }) })
  }

  /** The link is of no use any more, or was never there. */
  function lost(code: TransitionCode, { closeCode, hintMs, error, ...loss }: Loss = {}): void {
    const { hintMs: advisedMs, reason } = advised ?? {}
    const action = loss.action ?? (closeCode === undefined ? 'retry' : closeAction(closeCode, options.closeCodes))
    const version = credential?.version
    // A credential that was taken, and for a while, has made up for the one before.
    const wasTaken = acceptedVersion !== undefined && acceptedVersion === version && runtime.now() - readyAt >= stableMs
    if (isGood() || wasTaken) rejectedVersion = undefined
    failures = isGood() ? 0 : failures + 1
    detach(code === 'half-open' || code === 'connect-timeout' ? undefined : 1000)
    if (action === 'final' || (action === 'refresh' && (rejectedVersion !== undefined || version === undefined))) {
      const isAuth = action === 'refresh'
      const what = `${isAuth ? 'the server refuses the credential' : 'the server says not to come back'} (close code ${closeCode}${reason ? `: ${reason.slice(0, MAX_REASON_CHARS)}` : ''})`
      return fail(isAuth ? 'auth' : 'final', error ?? endError(isAuth, what, closeCode), closeCode)
    }
    if (action === 'refresh') {
      rejectedVersion = version
      move('waiting', 'auth', { closeCode, delayMs: 0 })
      return void connect('retry')
    }
    const hint = hintMs ?? advisedMs
    const delayMs = backoffMs(failures, backoff, runtime.random, { hintMs: hint, later: action === 'later' })
    wait(isOffline ? Math.max(delayMs, OFFLINE_RETRY_MS) : delayMs, code, closeCode)
  }

  function endError(isAuth: boolean, what: string, code: number | undefined): FairleadError {
    if (!isAuth) return socketError(path, 'failed', what, { code })
    return new FairleadError('auth', whereOf(path), what, { reason: 'refused' })
  }

  function wait(delayMs: number, code: TransitionCode, closeCode?: number): void {
    timer = runtime.setTimeout(() => void connect('retry'), delayMs)
    move('waiting', code, { closeCode, delayMs })
  }

  /** Waits until somebody is signed in. */
  function idle(code: TransitionCode): void {
    if (state !== 'idle') move('idle', code)
    followSession()
  }

  function fail(code: TransitionCode, error: FairleadError, closeCode?: number): void {
    failure = error
    move('failed', code, { closeCode })
    // Whoever heard of it may have begun anew.
    if (failure === error) options.onEnd(error)
  }

  /** An epoch that ends takes the link with it; the next one begins anew. */
  function followSession(): void {
    ignoreSession()
    if (!session) return
    const { signal } = session
    // One that has ended for good has no next epoch to begin.
    if (signal === endedBy) return
    const changed = (): void => {
      ignoreSession()
      endedBy = signal
      if (state === 'closed') return
      courier.end()
      detach(1000)
      rejectedVersion = failure = undefined
      failures = 0
      if (state !== 'idle') move('idle', 'session-ended')
      options.onEnd(sessionEnded(whereOf(path)))
      void begin()
    }
    signal.addEventListener('abort', changed)
    ignoreSession = () => signal.removeEventListener('abort', changed)
    if (signal.aborted) changed()
  }

  async function begin(): Promise<void> {
    const own = generation
    try {
      await session?.ready
    } catch {
      // Whoever it is then, the session says so by its state.
    }
    if (own === generation && state === 'idle') void connect('start')
  }

  function renewBefore(expiresInMs: number | undefined): void {
    runtime.clearTimeout(renewTimer)
    if (expiresInMs === undefined || !session) return
    const own = generation
    const delayMs = Math.max(expiresInMs * RENEW_AT, expiresInMs - RENEW_MS, 1_000)
    renewTimer = runtime.setTimeout(() => void renew(own), delayMs)
  }
  async function renew(own: number): Promise<void> {
    try {
      const newer = await (session && credentialOf(session, credential?.version))
      if (own !== generation) return
      credential = newer
      courier.renew?.(newer)
    } catch {
      // The server closes with 4401 when the present one is over, and that is the way to a fresh one.
    }
  }

  function wake(): void {
    if (state === 'waiting') {
      // A server that said when to come back means it.
      if (advised?.hintMs !== undefined) return
      runtime.clearTimeout(timer)
      void connect('wake')
    } else if (state === 'ready') liveness?.probe()
  }

  const ignoreLifecycle = options.lifecycle((event) => {
    if (event === 'offline') {
      isOffline = true
      // Some platforms say so while the link lives: it is asked, not dropped.
      liveness?.probe()
    } else if (event === 'suspended') {
      if (!link && state !== 'connecting') return
      detach(1000)
      advised = undefined
      move('waiting', 'suspended', { delayMs: 0 })
    } else if (event !== 'hidden') {
      // A page is shown without a network too.
      if (event !== 'visible') isOffline = false
      wake()
    }
  })

  return {
    get state() {
      return state
    },
    get generation() {
      return generation
    },
    get failure() {
      return failure
    },
    start(given) {
      courier = given
      void begin()
    },
    welcome(expiresInMs) {
      runtime.clearTimeout(timer)
      readyAt = runtime.now()
      const own = generation
      if (courier.ping)
        liveness = watchLiveness(
          runtime,
          options.liveness,
          () => courier.ping?.(),
          () => own === generation && lost('half-open'),
        )
      move('ready', 'welcome')
      if (own === generation) renewBefore(expiresInMs)
      acceptedVersion = credential?.version
    },
    progress: () => void (hasProgress = true),
    // What follows may be a bare end of the link, on which no code can travel.
    advice(code, reason, retryAfterMs) {
      const isWait = typeof retryAfterMs === 'number' && retryAfterMs >= 0 && retryAfterMs < Infinity
      const text = typeof reason === 'string' ? reason : undefined
      advised = { code, reason: text, hintMs: isWait ? retryAfterMs : undefined }
    },
    authed: renewBefore,
    broken(what) {
      const own = generation
      options.report(socketError(path, 'protocol', `the server ${what}`))
      if (own === generation) lost('protocol')
    },
    reconnect() {
      if (state === 'closed' || state === 'idle') return
      detach(1000)
      failures = 0
      rejectedVersion = undefined
      failure = undefined
      if (state === 'ready' || state === 'authenticating' || state === 'connecting')
        move('waiting', 'asked', { delayMs: 0 })
      void connect('asked')
    },
    close() {
      if (state === 'closed') return
      courier.end()
      detach(1000)
      ignoreSession()
      ignoreLifecycle()
      failure = undefined
      move('closed', 'closed')
      options.onEnd(socketError(path, 'closed', 'the connection was closed'))
    },
  }
}
