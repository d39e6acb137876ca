import { platformBroadcast, platformLifecycle } from '@fairlead/core'
import { createAgenda } from './agenda.ts'
import { deadTimeOf } from './lifetime.ts'
import type { Renewal } from './renewal.ts'
import type { Setup } from './setup.ts'
import type { Standing } from './standing.ts'
import { isNewer } from './tokens.ts'

/** What a session does by itself. */
export interface Vigil {
  /** Sets the timer for what is due next. */
  plan(): void
  /** Begins: with what the store, the options or the server know. */
  restore(): Promise<void>
  /** Notes that the session is used. */
  touch(): void
  /** Tells other tabs of a cookie that has changed. */
  announce(): void
  stop(): void
}

/** Makes the vigil of a session: it wakes for refreshes and limits, and hears of other tabs and of the machine. */
export function createVigil(setup: Setup, at: Standing, renewal: () => Renewal): Vigil {
  const { strategy, coordinator, runtime, idleMs, absoluteMs, background, tell } = setup
  const { now } = runtime
  const agenda = createAgenda(runtime, tick)
  const stops: (() => void)[] = []
  let announce = (): void => {}
  let stopped = !background

  function plan(): void {
    const { tokens } = at
    if (stopped) return
    if (!tokens) return agenda.wakeAt(Infinity)
    const dies = !strategy.refresh || at.state.status === 'degraded' ? deadTimeOf(tokens) : Infinity
    agenda.wakeAt(Math.min(at.retryAt || at.refreshAt, dies, tokens.signedInAt + absoluteMs, at.activeAt + idleMs))
  }

  function tick(): void {
    const { tokens } = at
    if (!tokens) return
    if (now() >= tokens.signedInAt + absoluteMs) void at.leave('absolute-limit')
    else if (now() >= at.activeAt + idleMs) void idle()
    else if (at.isDead() && !strategy.refresh) void at.leave('expired')
    else if (now() >= (at.retryAt || at.refreshAt)) void renewal().refresh()
    else {
      if (at.state.status === 'degraded' && at.isDead()) at.show('expired')
      plan()
    }
  }

  /** Unused here; but another tab may have been used meanwhile. */
  async function idle(): Promise<void> {
    const found = await at.stored.read()
    at.activeAt = Math.max(at.activeAt, found?.tokens?.activeAt ?? 0)
    if (now() < at.activeAt + idleMs) plan()
    else await at.leave('idle-limit')
  }

  /** Something may have changed while we did not look. */
  async function look(): Promise<void> {
    const { epoch } = at
    // A removal that has not reached the store yet must not bring the tokens back.
    if (at.state.status === 'restoring' || at.leaving) return
    const found = await at.stored.read()
    if (!found || at.epoch !== epoch) return
    const { tokens } = at
    if (!found.tokens) {
      if (tokens && at.revision !== undefined) at.end('elsewhere')
      else if (strategy.restore) await recall()
    } else if (tokens ? isNewer(found.tokens, tokens) : found.revision !== at.goneRevision)
      at.adopt(found.tokens, found.revision)
    else if (tokens?.version === found.tokens.version) at.revision = found.revision
    tick()
  }

  /** Asks the server whom a cookie signs in. */
  async function recall(): Promise<void> {
    const { epoch, tokens } = at
    const grant = await strategy.restore?.(at.contextOf()).catch(() => {
      tell('restore-failed')
      return null
    })
    if (grant === null || at.epoch !== epoch) return
    if (!grant) {
      if (tokens) at.end('elsewhere')
    } else if (!tokens || (grant.identity !== undefined && grant.identity !== tokens.identity))
      at.adopt(at.keep(grant, undefined, now()), undefined)
  }

  if (background) {
    stops.push(
      coordinator.onChange(strategy.key, () => void look()),
      (runtime.lifecycle ?? platformLifecycle())((event) => {
        if (event === 'offline' || event === 'hidden') return
        if (event === 'online') renewal().hurry()
        void look()
      }),
    )
    if (strategy.restore) {
      const channel = (runtime.broadcast ?? platformBroadcast())(`fairlead:auth:${strategy.key}`, () => void recall())
      announce = () => channel.post('changed')
      stops.push(() => channel.close())
    }
  }

  return {
    plan,
    announce: () => announce(),
    async restore() {
      const { tokens, revision } = (await at.stored.read()) ?? {}
      const grant = setup.grant ?? strategy.initial
      if (tokens) at.adopt(tokens, revision)
      else if (grant) {
        const first = at.keep(grant, undefined, now())
        const isLater = first.accessToken === undefined && strategy.refresh
        at.adopt(isLater ? { ...first, expiresAt: first.receivedAt } : first, undefined)
      } else await recall()
      if (at.state.status === 'restoring') at.move({ status: 'anonymous' })
    },
    touch() {
      const { tokens, epoch, revision } = at
      if (idleMs === Infinity || !tokens) return
      at.activeAt = now()
      // In the store not with each call.
      if (at.activeAt - tokens.activeAt < idleMs / 10) return
      const noted = (at.tokens = { ...tokens, activeAt: at.activeAt })
      if (revision !== undefined)
        void at.stored.write(noted, revision).then((written) => {
          if (written && at.epoch === epoch && at.tokens === noted) at.revision = written
        })
    },
    stop() {
      stopped = true
      agenda.wakeAt(Infinity)
      for (const stop of stops.splice(0)) stop()
    },
  }
}
