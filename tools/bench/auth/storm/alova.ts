import type { Call, Start } from './clients.ts'
import { type Vessel, pathOf, session } from './peers.ts'

/** What is used of `alova/client`, whose declarations resolve in bundlers alone. */
interface TokenAuthentication {
  createServerTokenAuthentication(options: {
    assignToken(method: { config: { headers: Record<string, string> } }): void
    refreshTokenOnSuccess: { isExpired(response: Response): boolean; handler(): Promise<void> }
  }): {
    onAuthRequired(): () => Promise<void>
    onResponseRefreshToken<T>(read: (response: Response) => Promise<T>): (response: Response) => Promise<T>
  }
}

/** alova with its token authentication by the server's word. */
export async function alova(start: Start): Promise<Call> {
  const { createAlova } = await import('alova')
  const { default: adapterFetch } = await import('alova/fetch')
  const { createServerTokenAuthentication } = (await import('alova/client')) as unknown as TokenAuthentication
  const { authorization, refresh } = session(start)
  const { onAuthRequired, onResponseRefreshToken } = createServerTokenAuthentication({
    assignToken({ config }) {
      config.headers['authorization'] = authorization()
    },
    refreshTokenOnSuccess: { isExpired: ({ status }) => status === 401, handler: refresh },
  })
  const api = createAlova({
    baseURL: start.origin,
    requestAdapter: adapterFetch(),
    cacheFor: null,
    beforeRequest: onAuthRequired(),
    responded: onResponseRefreshToken(async (response) => {
      if (!response.ok) throw new Error(`The call answered ${response.status}.`)
      return response.json()
    }),
  })
  return async (id, late) => api.Get<Vessel>(`/${pathOf(id, late)}`)
}
