import { type FairleadError, type Runtime, type TransportCapabilities, isFairleadError } from '@fairlead/core'
import {
  type MockTransport,
  type RecordedRequest,
  type Script,
  type VirtualClock,
  createVirtualClock,
  mockTransport,
} from '@fairlead/testing'

/** What a client of a test stands on: a scripted wire on a virtual clock, and what was sent over it. */
export interface Rig {
  readonly base: { readonly baseUrl: string; readonly runtime: Runtime; readonly transport: MockTransport }
  readonly clock: VirtualClock
  readonly sent: readonly RecordedRequest[]
  /** What every random number is from now on; 0.5 at first. */
  readonly setRandom: (value: number) => void
}

/** Makes a wire that gives these answers in order, the last one again and again. */
export function rig(script: Script, capabilities: Partial<TransportCapabilities> = {}): Rig {
  let random = 0.5
  const clock = createVirtualClock({ random: () => random })
  const transport = mockTransport(script, { runtime: clock, capabilities })
  return {
    base: { baseUrl: 'https://harbour.example/api', runtime: clock, transport },
    clock,
    sent: transport.requests,
    setRandom: (value) => void (random = value),
  }
}

/** The Fairlead error a call ends with. Fails when the call succeeds or rejects with anything else. */
export async function failureOf(call: PromiseLike<unknown>): Promise<FairleadError & Record<string, unknown>> {
  let value: unknown
  try {
    value = await call
  } catch (error) {
    if (isFairleadError(error)) return error as never
    throw error
  }
  throw new Error(`expected a failure, got ${JSON.stringify(value)}`)
}

/** Bytes of a text. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

/** A stream of these chunks. */
export function chunks(
  ...parts: readonly (string | Uint8Array<ArrayBuffer>)[]
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const left = [...parts]
  return new ReadableStream({
    pull(controller) {
      const part = left.shift()
      if (part === undefined) controller.close()
      else controller.enqueue(typeof part === 'string' ? bytes(part) : part)
    },
  })
}

/** All items of an iterable that takes its time. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
