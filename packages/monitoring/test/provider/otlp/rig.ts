import { auth, bearer } from '@fairlead/auth'
import { cache } from '@fairlead/cache'
import { createClient } from '@fairlead/core'
import { monitoring } from '@fairlead/monitoring'
import { type OtelOptions, otel } from '@fairlead/monitoring/otel'
import { queue } from '@fairlead/queue'
import { INSTALL_PROTOC, findProtoc } from '../../../../../tools/protoc.ts'
import { type Receiver, startReceiver } from './receiver.ts'
import { sdkTo } from './sdk.ts'

/** Google's decoder, where there is one. */
export const protoc = findProtoc()
if (protoc === undefined) console.warn(`The tests of OTLP are skipped: ${INSTALL_PROTOC}.`)

/** What the names of those tests end with where they are skipped. */
export const whySkipped = protoc === undefined ? ` (skipped: ${INSTALL_PROTOC})` : ''

/** An SDK that sends to a receiver. */
export interface Told {
  readonly receiver: Receiver
  readonly sdk: ReturnType<typeof sdkTo>
  /** What the plugin is given. */
  readonly tools: Required<Pick<OtelOptions, 'tracer' | 'meter'>>
  /** Sends what there is. */
  flush(): Promise<void>
  close(): Promise<void>
}

/** Starts a receiver and an SDK that sends to it. */
export async function startTelling(): Promise<Told> {
  const receiver = await startReceiver(protoc ?? '')
  const sdk = sdkTo(receiver.url)
  return {
    receiver,
    sdk,
    tools: { tracer: sdk.tracers.getTracer('proof'), meter: sdk.meters.getMeter('proof') },
    async flush() {
      await sdk.tracers.forceFlush()
      await sdk.meters.forceFlush()
    },
    async close() {
      await Promise.all([sdk.tracers.shutdown(), sdk.meters.shutdown()])
      await receiver.close()
    },
  }
}

/** A client with everything in it. */
export function watchedHarbour(baseUrl: string, options: OtelOptions) {
  return createClient({
    baseUrl,
    plugins: [
      monitoring(),
      otel(options),
      auth({ strategy: bearer({ signIn: '/login', refresh: '/refresh' }) }),
      cache(),
      queue({ concurrency: 1 }),
    ],
  })
}
