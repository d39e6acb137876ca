import { Scope, platformBroadcast, platformLifecycle } from '@fairlead/core'
import { createAgenda } from './agenda.ts'
import { backoffMs } from './backoff.ts'
import { deadTimeOf } from './lifetime.ts'
import type { Renewal } from './renewal.ts'
import type { Setup } from './setup.ts'
import type { Standing } from './standing.ts'
import type { Tokens } from './strategy.ts'
import { isNewer } from './tokens.ts'

/** What a session does by itself. */
export interface Vigil {
  /** Sets the timer for what is due next. */
  plan(): void
  /** Begins: with what the store, the options or the server know. */
  restore(): Promise<void>
  /** Notes that the session is used; or ends it, if it has been unused for too long. */
  touch(): Promise<void> | undefined
  /** Tells other tabs of a cookie that has changed. */
  announce(): void
  stop(): void
}

/** Makes the vigil of a session: it wakes for refreshes and limits, and hears of other tabs and of the machine. */
export function createVigil(setup: Setup, at: Standing, renewal: () => Renewal): Vigil {
  const { strategy, key, coordinator, runtime, idleMs, absoluteMs, refreshTimeoutMs, background, tell } = setup
  const { now } = runtime
  const agenda = createAgenda(runtime, tick)
  const stops: (() => void)[] = []
  let announce = (): void => {}
  let stopped = !background
  /** When a cookie is asked about again that nobody could be asked about. */
  let recallAt = Infinity
  let recalls = 0

  function plan(): void {
    const { tokens } = at
    if (stopped) return
    if (!tokens) return agenda.wakeAt(recallAt)
    const dies = !strategy.refresh || at.state.status === 'degraded' ? deadTimeOf(tokens) : Infinity
    const limitAt = Math.min(tokens.signedInAt + absoluteMs, at.activeAt + idleMs)
    agenda.wakeAt(Math.min(at.retryAt || at.refreshAt, dies, limitAt, at.offerAt))
  }

  function tick(): void {
    const { tokens } = at
    if (!tokens) {
      if (now() >= recallAt) void recall()
    } else if (isOver()) void leaveInTime()
    else if (now() >= at.offerAt) void look()
    else if (at.isDead() && !strategy.refresh) void at.leave('expired')
    else if (now() >= (at.retryAt || at.refreshAt)) void renewal().refresh()
    else {
      if (at.state.status === 'degraded' && at.isDead()) at.show('expired')
      plan()
    }
  }

  const isTooOld = ({ signedInAt }: Tokens): boolean => now() >= signedInAt + absoluteMs

  /** Whether a limit has passed, as far as is known here. A timer may come late, after a sleep. */
  const isOver = (): boolean => at.tokens !== undefined && (isTooOld(at.tokens) || now() >= at.activeAt + idleMs)

  /** Ends a session whose limit has passed, unless another tab was used meanwhile. */
  async function leaveInTime(): Promise<void> {
    if (at.tokens && isTooOld(at.tokens)) return void (await at.leave('absolute-limit'))
    const found = await at.stored.read()
    at.activeAt = Math.max(at.activeAt, found?.tokens?.activeAt ?? 0)
    if (isOver()) await at.leave('idle-limit')
    else plan()
  }

  /** Something may have changed while we did not look. */
  async function look(): Promise<void> {
    const { epoch, offerAt } = at
    // A removal that has not reached the store yet must not bring the tokens back.
    if (at.state.status === 'restoring' || at.leaving) return
    at.offerAt = Infinity
    const found = await at.stored.read()
    if (at.epoch !== epoch) return
    const { tokens } = at
    if (!found) {
      if (offerAt < Infinity) at.offerLater()
      return
    }
    if (!found.tokens) {
      const wasKept = at.revision !== undefined
      if (tokens && found.isLost && (wasKept || offerAt < Infinity)) await offer(tokens, undefined)
      else if (tokens && wasKept && !found.isLost) at.end('elsewhere')
      else if (strategy.restore) await recall()
    } else if (tokens && offerAt < Infinity && tokens.signedInAt > found.tokens.signedInAt)
      // A sign-in that the store did not take is later than what it has, whoever that was.
      await offer(tokens, found.revision)
    else if (found.revision !== at.goneRevision && (!tokens || isNewer(found.tokens, tokens)))
      at.adopt(found.tokens, found.revision)
    else if (tokens?.version === found.tokens.version) at.revision = found.revision
    else if (tokens?.identity === found.tokens.identity) await offer(tokens, found.revision)
    tick()
  }

  /** Puts tokens into a store that has lost them, or did not take them when it had to. */
  async function offer(tokens: Tokens, expected: string | undefined): Promise<void> {
    const { epoch } = at
    const written = await at.stored.write(tokens, expected)
    if (at.epoch !== epoch) return void (written && (await at.stored.remove(tokens)))
    if (written === undefined) at.offerLater()
    else if (written && at.tokens === tokens) at.revision = written
  }

  /** Asks the server whom a cookie signs in. */
  async function recall(): Promise<void> {
    if (!strategy.restore) return
    const { epoch, tokens } = at
    const scope = new Scope(runtime, { method: 'AUTH', template: 'restore' })
    scope.limit('total', refreshTimeoutMs)
    recallAt = Infinity
    try {
      const grant = await scope.race(Promise.resolve().then(() => strategy.restore?.(at.contextOf(scope.signal))))
      recalls = 0
      if (at.epoch !== epoch) return
      if (!grant) {
        if (tokens && at.tokens && !isNewer(at.tokens, tokens)) at.end('elsewhere')
      } else if (!tokens || (grant.identity !== undefined && grant.identity !== tokens.identity))
        at.adopt(at.keep(grant, undefined, now()), undefined)
    } catch {
      tell('restore-failed')
      // Nobody knows who it is until the server answers.
      recallAt = now() + backoffMs(recalls++)
      plan()
    } finally {
      scope.close()
    }
  }

  /** What the store, the options or the server know. */
  async function begin(): Promise<void> {
    const { tokens, revision } = (await at.stored.read()) ?? {}
    const grant = setup.grant ?? strategy.initial
    if (tokens && (isTooOld(tokens) || now() >= tokens.activeAt + idleMs)) {
      await at.stored.remove(tokens)
      at.giveBack(tokens)
    } else if (tokens) at.adopt(tokens, revision)
    if (at.tokens) return
    if (grant) {
      const first = at.keep(grant, undefined, now())
      const isLater = first.accessToken === undefined && strategy.refresh
      at.adopt(isLater ? { ...first, expiresAt: first.receivedAt } : first, undefined)
    } else await recall()
  }

  if (background) {
    stops.push(
      coordinator.onChange(key, () => void look()),
      (runtime.lifecycle ?? platformLifecycle())((event) => {
        if (event === 'offline' || event === 'hidden' || event === 'suspended') return
        if (event === 'online') renewal().hurry()
        void look()
      }),
    )
    if (strategy.restore) {
      const channel = (runtime.broadcast ?? platformBroadcast())(`fairlead:auth:${key}`, () => void recall())
      announce = () => channel.post('changed')
      stops.push(() => channel.close())
    }
  }

  return {
    plan,
    announce: () => announce(),
    async restore() {
      try {
        await begin()
      } finally {
        if (at.state.status === 'restoring') at.move({ status: 'anonymous' })
      }
    },
    touch() {
      if (isOver()) return leaveInTime()
      const { tokens, epoch, revision } = at
      if (idleMs === Infinity || !tokens) return undefined
      at.activeAt = now()
      // In the store not with each call.
      if (at.activeAt - tokens.activeAt < idleMs / 10) return undefined
      const noted = (at.tokens = { ...tokens, activeAt: at.activeAt })
      if (revision !== undefined)
        void at.stored.write(noted, revision).then((written) => {
          if (written && at.epoch === epoch && at.tokens === noted) at.revision = written
        })
      return undefined
    },
    stop() {
      stopped = true
      at.isClosed = true
      at.waiting?.abort(new DOMException('', 'AbortError'))
      agenda.wakeAt(Infinity)
      for (const stop of stops.splice(0)) stop()
    },
  }
}
