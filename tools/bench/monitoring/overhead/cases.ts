import type { Plugin } from '@fairlead/core'
import type { Operation } from '../../overhead/measure.ts'
import { nullSdk } from '../sdk.ts'

/** What a client's events are heard with. */
interface Heard {
  on(listener: () => void): () => void
}

/** One way to watch over the same call. `make` imports what it needs, so that a process holds one alone. */
export interface Case {
  readonly name: string
  make(): Promise<Operation>
}

const baseUrl = 'https://harbour.example'
const url = `${baseUrl}/vessels/7`
const json = JSON.stringify({ id: 7, name: 'Ever Given', tags: ['cargo', 'large'] })
const init = { status: 200, headers: { 'content-type': 'application/json' } }
const stub: typeof fetch = async () => new Response(json, init)

/** The stub `fetch` and the body read: what every client pays. */
export const bare: Operation = async () => (await stub(url)).json()

async function clientWith(plugins: Plugin[] = []) {
  const { createClient, fetchTransport } = await import('@fairlead/core')
  return createClient({ baseUrl, transport: fetchTransport({ fetch: stub }), plugins })
}

async function fairlead(plugins: Plugin[] = [], use?: (client: Heard) => void): Promise<Operation> {
  const client = await clientWith(plugins)
  use?.(client)
  return () => client.get('/vessels/7').json()
}

/** What all others are compared with. */
export const plain: Case = { name: 'Fairlead, nothing installed', make: () => fairlead() }
/** What `otel()` is compared with. */
export const manual: Case = {
  name: 'the same spans and records by hand, same SDK',
  make: async () => {
    const { byHand } = await import('./by-hand.ts')
    const client = await clientWith()
    return byHand((headers) => client.get('/vessels/7', { headers }).json())
  },
}
export const traced: Case = {
  name: 'otel(), null exporter',
  make: async () => {
    const { otel } = await import('@fairlead/monitoring/otel')
    return fairlead([otel(await nullSdk())] as never)
  },
}
export const unheard: Case = {
  name: 'nobody listens any more',
  make: () => fairlead([], (client) => client.on(() => undefined)()),
}
export const watched: Case = {
  name: 'monitoring()',
  make: async () => {
    const { monitoring } = await import('@fairlead/monitoring')
    return fairlead([monitoring()] as never)
  },
}
export const counted: Case = {
  name: 'prometheus()',
  make: async () => {
    const { prometheus } = await import('@fairlead/monitoring/prometheus')
    return fairlead([prometheus()] as never)
  },
}
export const listener: Case = {
  name: 'a listener that does nothing',
  make: () => fairlead([], (client) => void client.on(() => undefined)),
}
/** Over the bare call: it has no client. */
export const faro: Case = {
  name: '@grafana/faro-web-sdk',
  make: async () => (await import('./faro.ts')).withFaro(bare, url),
}

export const cases: readonly Case[] = [plain, unheard, listener, watched, counted, traced, manual, faro]
