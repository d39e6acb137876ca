import type { Operation } from '../../overhead/measure.ts'
import type { Case } from './cases.ts'

/** Requests that are measured in one go: one alone is too short for a clock. */
export const REQUESTS = 100

const buckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
const templates = Array.from({ length: 20 }, (_, i) => `/harbours/{harbour}/berths-${i}`)

type Labels = Readonly<Record<string, string | number>>
/** Counts one request: it was under way, and has ended. */
type Count = (place: Labels, labels: Labels, seconds: number) => void

/** Requests to twenty endpoints, of which one in eleven fails; the labels are made for each, as a program makes them. */
async function counting(count: Count, text: () => Promise<string> | string): Promise<Operation> {
  let n = 0
  const one = (): void => {
    const place = { http_request_method: 'GET', server_address: 'harbour.example', server_port: 443 }
    const url_template = templates[n % templates.length] ?? ''
    const labels = { ...place, url_template, http_response_status_code: n % 11 === 0 ? 503 : 200 }
    count(place, labels, (n++ % 400) / 1_000)
  }
  for (let i = 0; i < REQUESTS; i++) one()
  const counts = (await text()).matchAll(/^http_client_request_duration_seconds_count\{.*\} (\d+)$/gm)
  const counted = [...counts].reduce((sum, [, each]) => sum + Number(each), 0)
  if (counted !== REQUESTS) throw new Error(`It has counted ${counted} requests of ${REQUESTS}.`)
  return async () => {
    for (let i = 0; i < REQUESTS; i++) one()
  }
}

export const registry: Case = {
  name: 'Fairlead: createRegistry()',
  make: async () => {
    const { createRegistry } = await import('@fairlead/monitoring/prometheus')
    const { measure, text } = createRegistry()
    const duration = {
      name: 'http.client.request.duration',
      kind: 'histogram',
      unit: 's',
      description: 'Duration of requests.',
      buckets,
    } as const
    const active = {
      name: 'http.client.active_requests',
      kind: 'updown',
      unit: '{request}',
      description: 'Requests under way.',
    } as const
    return counting((place, labels, seconds) => {
      measure(active, 1, place)
      measure(active, -1, place)
      measure(duration, seconds, labels)
    }, text)
  },
}

export const promClient: Case = {
  name: 'prom-client',
  make: async () => {
    const { Gauge, Histogram, Registry } = (await import('prom-client')).default
    const ofAll = new Registry()
    const registers = [ofAll]
    const places = ['http_request_method', 'server_address', 'server_port']
    const labelNames = [...places, 'url_template', 'http_response_status_code']
    const duration = new Histogram({
      name: 'http_client_request_duration_seconds',
      help: 'Duration of requests.',
      labelNames,
      buckets,
      registers,
    })
    const active = new Gauge({
      name: 'http_client_active_requests',
      help: 'Requests under way.',
      labelNames: places,
      registers,
    })
    return counting(
      (place, labels, seconds) => {
        active.inc(place)
        active.dec(place)
        duration.observe(labels, seconds)
      },
      () => ofAll.metrics(),
    )
  },
}

export const measurements: readonly Case[] = [registry, promClient]
