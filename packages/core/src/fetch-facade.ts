import type { CallOptions } from './call.ts'
import { asFetchRejects } from './fetch-errors.ts'
import type { HeadersInput } from './headers.ts'
import type { CallSpec } from './prepare.ts'

type Runner = (spec: Omit<CallSpec, 'session'>) => Promise<unknown>

/**
 * `fetch` over the pipeline: any init, no throw on 4xx, fetch's own rejections. A body that was given as a stream, or
 * inside a Request, is sent once.
 */
export function fetchFacade(run: Runner): typeof fetch {
  return async (input, given) => {
    const init = given ?? {}
    const request = input instanceof Request ? input : undefined
    // The axios adapter has upload progress to pass on, for which fetch has no option.
    const {
      method,
      headers,
      body,
      signal,
      window: _window,
      onUploadProgress,
      ...rest
    } = init as RequestInit & Pick<CallOptions, 'onUploadProgress'>
    const spec: Omit<CallSpec, 'session'> = {
      method: (method ?? request?.method ?? 'GET').toUpperCase(),
      target: request?.url ?? String(input),
      endpoint: undefined,
      input: { body: body ?? request?.body ?? undefined },
      options: {
        headers: (headers ?? request?.headers) as HeadersInput | undefined,
        signal: (signal === null ? undefined : signal) ?? request?.signal,
        onUploadProgress,
        init: {
          ...(request && initOf(request)),
          ...rest,
        },
      },
    }
    try {
      return (await run(spec)) as Response
    } catch (error) {
      throw asFetchRejects(error)
    }
  }
}

const REQUEST_FIELDS = [
  'cache',
  'credentials',
  'integrity',
  'keepalive',
  'redirect',
  'referrer',
  'referrerPolicy',
] as const

/** What a Request says beside its URL, method, headers and body. */
function initOf(request: Request): RequestInit {
  const init = Object.fromEntries(REQUEST_FIELDS.map((name) => [name, request[name]]))
  // A navigation cannot be passed on.
  return request.mode === 'navigate' ? init : { ...init, mode: request.mode }
}
