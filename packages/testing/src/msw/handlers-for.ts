import type { Contract } from '@fairlead/core'
import { type HttpHandler, HttpResponse, http } from 'msw'
import { handlerTable } from '../mock-fetch/handler-table.ts'
import type { Handlers } from '../mock-fetch/handlers.ts'
import { type MockOptions, settingsOf } from '../mock-fetch/options.ts'
import { createResponder } from '../mock-fetch/responder.ts'

/**
 * Makes request handlers for Mock Service Worker, version 3, of the handlers that `mockFetch` takes. Endpoints that have none are left to the
 * handlers that come after, as are all other requests.
 *
 * @throws `config` for an unknown option, and for a handler of an endpoint that the contract has not
 *
 * @example
 * ```ts
 * const server = setupServer(...handlersFor(contract, { vessels: { list: [aurora] } }, { baseUrl }))
 * ```
 */
export function handlersFor<C extends Contract>(
  contract: C,
  handlers: Handlers<NoInfer<C>>,
  options: MockOptions = {},
): HttpHandler[] {
  const table = handlerTable(contract, handlers)
  const { routeOf, respond } = createResponder(contract, {
    ...settingsOf('handlersFor', options),
    handlerOf: table.find,
    heard: () => {},
  })
  const isOurs = ({ request }: { readonly request: Request }): boolean => {
    const route = routeOf(request)
    return route !== undefined && table.find(route) !== undefined
  }
  const handler = http.all(isOurs, ({ request }) =>
    respond(request, request.signal).catch((error: unknown) => {
      // As `fetch` rejects; every mistake in the mock is an error of Fairlead.
      if (error instanceof TypeError) return HttpResponse.error()
      throw error
    }),
  )
  return [handler]
}
