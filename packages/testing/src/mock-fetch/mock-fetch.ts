import type { Contract } from '@fairlead/core'
import { handlerTable } from './handler-table.ts'
import type { Handlers } from './handlers.ts'
import type { MockRequest } from './mock-request.ts'
import { type MockOptions, settingsOf } from './options.ts'
import { createResponder } from './responder.ts'

/** A `fetch` that answers from a contract and keeps what it was asked. */
export interface MockFetch<C> {
  (input: RequestInfo | URL, init?: RequestInit): Promise<Response>
  /** What was asked, in order. */
  readonly requests: readonly MockRequest[]
  /** Puts handlers before those there are; what it gives takes them away again. @throws `config` for an endpoint that the contract has not */
  use(handlers: Handlers<C>): () => void
  /** Takes away all that `use` has put, and forgets the requests. */
  reset(): void
}

/**
 * Makes a `fetch` that stands for the server of a contract: it finds the endpoint of a request, reads its parts, holds them to the
 * schemas, and has a handler answer, which is held to the contract as well. There is no network in it and nothing of Node: it works in
 * tests, in pages and on the edge, under any client that takes a `fetch`.
 *
 * @throws `config` for an unknown option, and for a handler of an endpoint that the contract has not
 *
 * @example
 * ```ts
 * const mock = mockFetch(contract, {
 *   vessels: {
 *     list: [aurora],
 *     byId: ({ params, reply }) => (params.id === 'aurora' ? reply(200, aurora) : reply(404, { title: 'No such vessel' })),
 *   },
 * })
 * const client = createClient({ baseUrl, contract, transport: fetchTransport({ fetch: mock }) })
 * ```
 */
export function mockFetch<C extends Contract>(
  contract: C,
  handlers: Handlers<NoInfer<C>>,
  options: MockOptions = {},
): MockFetch<C> {
  const table = handlerTable(contract, handlers)
  const requests: MockRequest[] = []
  const { respond } = createResponder(contract, {
    ...settingsOf('mockFetch', options),
    handlerOf: table.find,
    heard: (request) => void requests.push(request),
  })
  const fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const signal = init.signal ?? (input instanceof Request ? input.signal : new AbortController().signal)
    signal.throwIfAborted()
    // A signal of another realm, as pages in jsdom have, is one that the constructor refuses.
    return respond(new Request(input, { ...init, signal: null }), signal)
  }
  return Object.assign(fetch, {
    requests,
    use: (more: Handlers<C>) => table.use(more),
    reset() {
      table.reset()
      requests.length = 0
    },
  })
}
