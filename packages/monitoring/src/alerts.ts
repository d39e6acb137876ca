import { type Runtime, tellAll } from '@fairlead/core'
import type { HealthBook } from './health.ts'
import type { Alert, EndpointHealth, Health, Threshold } from './snapshot.ts'

/** Figures are looked at so often at most: they are worked out anew each time. */
const EVERY_MS = 1_000
/** Raised alerts that are looked at though no call ends any more. */
const IDLE_MS = 5_000

/** Watches over the figures. */
export interface Alerts {
  /** Some figure may have changed. */
  look(nowMs: number): void
  raised(): readonly Alert[]
  onAlert(listener: (alert: Alert) => void): () => void
  close(): void
}

/** Makes what watches over the figures of a book. */
export function createAlerts(
  { thresholds, windowMs }: { readonly thresholds: readonly Threshold[]; readonly windowMs: number },
  book: HealthBook,
  runtime: Runtime,
): Alerts {
  const raised = new Map<string, Alert>()
  const listeners = new Set<(alert: Alert) => void>()
  /** Silence is what these tell of. */
  const isForSilence = thresholds.some(({ below }) => below !== undefined)
  let lookedAt = -Infinity
  let timer: unknown
  let dueAt = Infinity
  let isClosed = false

  function look(nowMs: number): void {
    if (thresholds.length === 0 || isClosed) return
    const since = nowMs - lookedAt
    // A clock that was set back is looked at again.
    if (since >= 0 && since < EVERY_MS) return arm(lookedAt + EVERY_MS, nowMs)
    lookedAt = nowMs
    const origins = book.origins(nowMs)
    const endpoints = thresholds.some(({ per }) => per === 'endpoint') ? book.endpoints(nowMs) : []
    for (const threshold of thresholds) {
      const { per = 'origin', endpoints: only } = threshold
      for (const health of per === 'origin' ? origins : endpoints) {
        const endpoint = per === 'endpoint' ? nameOf(health as EndpointHealth) : undefined
        if (!only || (endpoint !== undefined && only.includes(endpoint))) judge(threshold, health, endpoint, nowMs)
      }
    }
    disarm()
    // When calls stop, nothing else would say that it is over.
    if (raised.size > 0 || isForSilence) arm(nowMs + IDLE_MS, nowMs)
  }

  /** Looks at a time, or earlier. */
  function arm(atMs: number, nowMs: number): void {
    if (dueAt <= atMs) return
    disarm()
    dueAt = atMs
    timer = runtime.setTimeout(() => {
      disarm()
      look(runtime.now())
    }, atMs - nowMs)
    // Whoever only watches keeps no program running.
    ;(timer as { unref?: () => void }).unref?.()
  }
  function disarm(): void {
    runtime.clearTimeout(timer)
    timer = undefined
    dueAt = Infinity
  }

  function judge(threshold: Threshold, health: Health, endpoint: string | undefined, at: number): void {
    const { name, figure, above, below } = threshold
    const value = health[figure]
    const isEnough = isTelling(health, threshold, at)
    const isOver = value !== undefined && above !== undefined && value > above
    const isUnder = value !== undefined && below !== undefined && value < below
    const key = JSON.stringify([name, health.origin, endpoint])
    const before = raised.get(key)
    if ((isEnough && (isOver || isUnder)) === (before !== undefined)) return
    const limit = (isUnder ? below : isOver ? above : before?.limit) ?? 0
    const alert: Alert = {
      name,
      figure,
      state: before ? 'cleared' : 'raised',
      value,
      limit,
      origin: health.origin,
      ...(endpoint !== undefined && { endpoint }),
      at,
    }
    if (before) raised.delete(key)
    else raised.set(key, alert)
    tellAll(listeners, alert)
  }

  /** Whether a figure says something yet. */
  function isTelling(
    { calls, since = Infinity }: Health,
    { figure, below, minCalls = 10 }: Threshold,
    at: number,
  ): boolean {
    if (figure === 'active') return true
    // Before a whole window has passed, there are few calls in it whatever happens.
    return figure === 'callsPerSecond' && below !== undefined ? at - since >= windowMs : calls >= minCalls
  }

  return {
    look,
    raised: () => [...raised.values()],
    onAlert(listener) {
      const own = (alert: Alert): void => listener(alert)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    close() {
      disarm()
      isClosed = true
      listeners.clear()
      raised.clear()
    },
  }
}

function nameOf({ method, template }: EndpointHealth): string {
  return `${method} ${template}`
}
