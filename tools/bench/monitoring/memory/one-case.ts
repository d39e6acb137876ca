// Reads a stream slowly in a process of its own and prints how much the process held at most. Arguments: the case, the URL.
import { setTimeout as pause } from 'node:timers/promises'
import type { Plugin } from '@fairlead/core'
import { nullSdk } from '../sdk.ts'

/** Bytes, at their highest, beyond what was held before. */
export interface Held {
  readonly peakBytes: number
  readonly chunks: number
}

/** How long the stream is read, and how slowly. */
const READ_MS = 2_500
const EVERY_MS = 25

type Open = () => Promise<ReadableStream<Uint8Array>>

async function fairlead(url: string, plugins: readonly Plugin[]): Promise<Open> {
  const { createClient } = await import('@fairlead/core')
  const client = createClient({ baseUrl: new URL(url).origin, plugins: [...plugins] })
  return () => client.get('/').stream()
}

async function opened(url: string): Promise<ReadableStream<Uint8Array>> {
  const { body } = await fetch(url)
  if (!body) throw new Error('There is no body.')
  return body
}

const cases: Readonly<Record<string, (url: string) => Promise<Open>>> = {
  'Fairlead, nothing installed': (url) => fairlead(url, []),
  'Fairlead: monitoring, otel, prometheus': async (url) => {
    const { monitoring } = await import('@fairlead/monitoring')
    const { otel } = await import('@fairlead/monitoring/otel')
    const { prometheus } = await import('@fairlead/monitoring/prometheus')
    return fairlead(url, [monitoring(), otel(await nullSdk()), prometheus()] as never)
  },
  fetch: async (url) => () => opened(url),
  'fetch, with instrumentation-fetch': async (url) => {
    const { FetchInstrumentation } = await import('@opentelemetry/instrumentation-fetch')
    // It asks a page where it is, and by an element what a URL is.
    Object.assign(globalThis, {
      location: new URL(url),
      document: { baseURI: url, createElement: () => new URL(url) },
    })
    const { BatchSpanProcessor, TracerProvider } = await import('@opentelemetry/sdk-trace')
    const exporter = { export: (_: unknown, done: (result: { code: number }) => void) => done({ code: 0 }) }
    const spanProcessors = [new BatchSpanProcessor({ exporter: { ...exporter, shutdown: async () => undefined } })]
    const instrumentation = new FetchInstrumentation()
    instrumentation.setTracerProvider(new TracerProvider({ spanProcessors }))
    instrumentation.enable()
    return () => opened(url)
  },
}

const [, , wanted = '', url = ''] = process.argv
const made = cases[wanted]
if (!made) throw new Error(`There is no case '${wanted}'.`)
const open = await made(url)

function heldBytes(): number {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Reads one chunk after another, each after a while. @returns how many */
async function read(forMs: number): Promise<number> {
  const reader = (await open()).getReader()
  const endAt = performance.now() + forMs
  let chunks = 0
  while (performance.now() < endAt) {
    const { done } = await reader.read()
    if (done) throw new Error('The stream has ended.')
    if (chunks++ % 4 === 0) peak = Math.max(peak, heldBytes())
    await pause(EVERY_MS)
  }
  // Not awaited: where the answer was cloned, it is over when the clone is read, which is never.
  void reader.cancel()
  return chunks
}

let peak = 0
// The code and the connection are there before it is looked at what is held.
await read(200)
await pause(200)
const before = heldBytes()
peak = before
const chunks = await read(READ_MS)
const held: Held = { peakBytes: peak - before, chunks }
process.stdout.write(JSON.stringify(held), () => process.exit())
