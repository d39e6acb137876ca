import type { Monitoring } from '../api.ts'
import type { Health } from '../snapshot.ts'
import type { View } from './context.ts'
import { h, say } from './dom.ts'
import { type Cell, createTable } from './table.ts'
import { shareText, spanText } from './words.ts'

const FIGURES = [
  'Calls#',
  'Active#',
  'Errors#',
  'p50#',
  'p95#',
  'p99#',
  'Retries#',
  'Cache hits#',
  'Queue p95#',
  'Calls/s#',
]

/** How endpoints and origins fare, and which thresholds are crossed. */
export function createHealthView(monitoring: Monitoring): View {
  const window = h('p', { class: 'note' })
  const alerts = createTable('Alerts', ['Threshold', 'Where', 'Figure', 'Value#', 'Limit#'], 'No threshold is crossed.')
  const origins = createTable('Origins', ['Origin', ...FIGURES], 'No call has ended yet.')
  const endpoints = createTable('Endpoints', ['Endpoint', ...FIGURES], 'No call has ended yet.')
  return {
    element: h('div', { class: 'view sheet' }, window, alerts.element, origins.element, endpoints.element),
    draw() {
      const snapshot = monitoring.snapshot()
      say(window, `The last ${spanText(snapshot.windowMs)}.`)
      alerts.show(
        snapshot.alerts.map(({ name, origin, endpoint, figure, value, limit }) => [
          { text: name, tone: 'bad' },
          endpoint === undefined ? origin : `${origin} ${endpoint}`,
          figure,
          figureText(figure, value),
          figureText(figure, limit),
        ]),
      )
      origins.show(snapshot.origins.map((health) => [health.origin, ...figuresOf(health)]))
      endpoints.show(
        snapshot.endpoints
          .toSorted((a, b) => b.calls - a.calls)
          .map((health) => [`${health.method} ${health.template}`, ...figuresOf(health)]),
      )
    },
  }
}

function figuresOf(health: Health): Cell[] {
  const { calls, active, errors, errorRate, retries, cacheHitRatio, callsPerSecond } = health
  return [
    calls,
    active,
    errors === 0 ? '0' : { text: `${errors} (${shareText(errorRate)})`, tone: 'bad' },
    spanText(health.p50Ms),
    spanText(health.p95Ms),
    spanText(health.p99Ms),
    retries,
    shareText(cacheHitRatio),
    spanText(health.queueWaitP95Ms),
    callsPerSecond.toFixed(callsPerSecond < 10 ? 2 : 0),
  ]
}

function figureText(figure: string, value: number | undefined): string {
  if (value === undefined) return '–'
  if (figure.endsWith('Ms')) return spanText(value)
  return figure.endsWith('Rate') || figure.endsWith('Ratio') ? shareText(value) : String(Number(value.toFixed(2)))
}
