import type { BreakerOutcome } from '@fairlead/queue'

/** The numbers of the breaker that is compared. */
export const OPTIONS = {
  ratio: 0.5,
  minimum: 3,
  window: { ms: 100 },
  openMs: 40,
  maxOpenMs: 150,
  probes: 2,
  leaseMs: 70,
} as const

type State = 'closed' | 'open' | 'half-open'

interface Pass {
  /** How often the state had changed when it was let in. */
  readonly turn: number
  readonly leaseEnd: number
  isSettled: boolean
}

/** A breaker written down the long way: it remembers everything, and is looked at in each millisecond. */
export function createReference() {
  let state: State = 'closed'
  let turn = 0
  let openedFor = 0
  let openEnd = 0
  let closedAt: number | undefined
  let log: { at: number; isFailure: boolean }[] = []
  let passes: Pass[] = []
  const slot = (at: number): number => Math.floor(at / (OPTIONS.window.ms / 10))

  function go(next: State): void {
    state = next
    turn++
    log = []
    passes = []
  }

  function open(now: number): void {
    const again = state === 'half-open' || (closedAt !== undefined && now - closedAt < openedFor)
    openedFor = again ? Math.min(openedFor * 2, OPTIONS.maxOpenMs) : OPTIONS.openMs
    openEnd = now + openedFor
    go('open')
  }

  const probing = (): Pass[] => passes.filter(({ isSettled }) => !isSettled)

  return {
    state: () => state,
    /** One millisecond has passed. */
    tick(now: number): void {
      if (state === 'half-open' && probing().some(({ leaseEnd }) => leaseEnd <= now)) open(now)
      if (state === 'open' && now >= openEnd) go('half-open')
    },
    enter(now: number): Pass | undefined {
      const succeeded = log.filter(({ isFailure }) => !isFailure).length
      if (state === 'open' || (state === 'half-open' && probing().length + succeeded >= OPTIONS.probes))
        return undefined
      const pass = { turn, leaseEnd: state === 'half-open' ? now + OPTIONS.leaseMs : Infinity, isSettled: false }
      passes.push(pass)
      return pass
    },
    settle(pass: Pass, outcome: BreakerOutcome, now: number): void {
      if (pass.isSettled || pass.turn !== turn) return
      pass.isSettled = true
      if (outcome === 'ignored') return
      log.push({ at: now, isFailure: outcome === 'failure' })
      if (state === 'half-open') {
        if (outcome === 'failure') return open(now)
        if (log.length < OPTIONS.probes) return
        go('closed')
        closedAt = now
        return
      }
      const seen = log.filter(({ at }) => slot(at) > slot(now) - 10)
      const failures = seen.filter(({ isFailure }) => isFailure).length
      if (outcome === 'failure' && seen.length >= OPTIONS.minimum && failures >= seen.length * OPTIONS.ratio) open(now)
    },
  }
}
