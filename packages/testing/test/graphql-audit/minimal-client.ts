import type {
  AuditedCall,
  AuditedListener,
  AuditedOptions,
  AuditedOutcome,
  ConnectAudited,
} from '@fairlead/testing/graphql'
import { createAssembly } from './assembly.ts'
import { type Operation, operationOf, requestOf } from './encode.ts'
import { readEvents } from './event-stream.ts'
import { readParts } from './parts.ts'
import { Refused, readPayload, responseOf } from './read.ts'

/** The parts of a client. A test puts a broken one in the place of one of them. */
export interface ClientParts {
  readonly operationOf: typeof operationOf
  readonly requestOf: typeof requestOf
  readonly responseOf: typeof responseOf
  readonly readPayload: typeof readPayload
  readonly readParts: typeof readParts
  readonly readEvents: typeof readEvents
  readonly createAssembly: typeof createAssembly
  /** How long after an answer the operation is sent again; undefined for never. */
  waitMsOf(operation: Operation, response: Response): number | undefined
  /** What two operations in flight have in common that share an answer; undefined for nothing. */
  flightOf(operation: Operation, headers: object): string | undefined
  /** What is told of a failure. */
  tell(error: unknown, operation: Operation): AuditedOutcome
  /** The signal that ends a request. */
  signalOf(call: AuditedCall | undefined): AbortSignal | undefined
  /** Ends a stream that its reader leaves. */
  leave(controller: AbortController): void
  /** What is done when a result of a stream has been told. */
  told(isLeft: boolean): void
}

export const goodParts: ClientParts = {
  operationOf,
  requestOf,
  responseOf,
  readPayload,
  readParts,
  readEvents,
  createAssembly,
  waitMsOf: ({ kind }, { status, headers }) =>
    kind === 'query' && status === 503 ? Number(headers.get('retry-after') ?? 0) * 1000 : undefined,
  flightOf: () => undefined,
  tell: (failure) => (failure instanceof Refused ? failure.outcome : { failure }),
  signalOf: (call) => call?.signal,
  leave: (controller) => controller.abort(),
  told: () => {},
}

/** Makes the smallest client that passes every audit. It has no cache and shares nothing. */
export function minimalClient(parts: Partial<ClientParts> = {}): ConnectAudited {
  const own = { ...goodParts, ...parts }
  return (options) => connect(own, options)
}

function connect(own: ClientParts, { url, fetch, headers, retry }: AuditedOptions) {
  const flights = new Map<string, Promise<AuditedOutcome>>()

  async function send(operation: Operation, signal: AbortSignal | undefined, more: object = {}): Promise<Response> {
    signal?.throwIfAborted()
    const { target = url, ...init } = own.requestOf(operation, url)
    const merged = { ...headers, ...more, ...(init.headers as object) }
    const response = await fetch(target, { ...init, headers: merged, ...(signal && { signal }) })
    const waitMs = retry ? own.waitMsOf(operation, response) : undefined
    if (waitMs === undefined) return response
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    return send(operation, signal, more)
  }

  const once = async (document: string, variables?: object, call?: AuditedCall): Promise<AuditedOutcome> => {
    let operation: Operation | undefined
    try {
      operation = own.operationOf(document, variables)
      const key = own.flightOf(operation, call?.headers ?? {})
      const run = async (): Promise<AuditedOutcome> =>
        own.responseOf(await send(operation as Operation, own.signalOf(call), call?.headers), own.readPayload)
      if (key === undefined) return await run()
      const flight = flights.get(key) ?? run().finally(() => flights.delete(key))
      flights.set(key, flight)
      return await flight
    } catch (error) {
      return own.tell(error, operation as Operation)
    }
  }

  const listen = (document: string, variables: object | undefined, listener: AuditedListener): (() => void) => {
    const controller = new AbortController()
    const { signal } = controller
    let isLeft = false
    const tell = (outcome: AuditedOutcome): void => {
      if (!isLeft) listener.next(outcome)
      own.told(isLeft)
    }
    const run = async (): Promise<void> => {
      const operation = own.operationOf(document, variables)
      const assembly = own.createAssembly()
      try {
        const response = await send(operation, signal)
        const type = response.headers.get('content-type') ?? ''
        if (/^text\/event-stream/i.test(type)) {
          for await (const payload of own.readEvents(response)) tell(own.readPayload(payload))
        } else if (/^multipart\/mixed/i.test(type)) {
          for await (const part of own.readParts(response)) {
            tell(assembly.add(part))
            if (assembly.isComplete) break
          }
          if (!assembly.isComplete) throw new Error('The response is not complete.')
        } else tell(await own.responseOf(response, own.readPayload))
      } catch (error) {
        if (!isLeft) tell({ ...assembly.soFar(), ...own.tell(error, operation), complete: false })
      }
      if (!isLeft) listener.end()
      if (!signal.aborted) own.leave(controller)
    }
    void run()
    return () => {
      isLeft = true
      own.leave(controller)
    }
  }

  return {
    offers: ['signal', 'headers', 'retry'] as const,
    query: once,
    mutate: once,
    upload: once,
    stream: listen,
    subscribe: listen,
  }
}
