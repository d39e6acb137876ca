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
export function createAlerts(thresholds: readonly Threshold[], book: HealthBook, runtime: Runtime): Alerts {
  const raised = new Map<string, Alert>()
  const listeners = new Set<(alert: Alert) => void>()
  let lookedAt = -Infinity
  let timer: unknown

  function look(nowMs: number): void {
    if (thresholds.length === 0 || nowMs - lookedAt < EVERY_MS) return
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
    runtime.clearTimeout(timer)
    // When calls stop, nothing else would say that it is over.
    timer = raised.size > 0 ? runtime.setTimeout(() => look(runtime.now()), IDLE_MS) : undefined
  }

  function judge(threshold: Threshold, health: Health, endpoint: string | undefined, at: number): void {
    const { name, figure, above, below, minCalls = 10 } = threshold
    const value = health[figure]
    const isEnough = health.calls >= minCalls || figure === 'active'
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

  return {
    look,
    raised: () => [...raised.values()],
    onAlert(listener) {
      const own = (alert: Alert): void => listener(alert)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    close() {
      runtime.clearTimeout(timer)
      listeners.clear()
      raised.clear()
    },
  }
}

function nameOf({ method, template }: EndpointHealth): string {
  return `${method} ${template}`
}
