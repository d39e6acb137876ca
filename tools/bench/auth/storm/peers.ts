import type { Call, Start } from './clients.ts'

export type Vessel = Awaited<ReturnType<Call>>

/** What users write around each of the peers: the tokens, and the call that renews them. */
export function session({ origin, ...given }: Start) {
  let tokens = given
  return {
    authorization: () => `Bearer ${tokens.accessToken}`,
    async refresh() {
      const init = { method: 'POST', body: JSON.stringify({ refreshToken: tokens.refreshToken }) }
      const response = await fetch(`${origin}/refresh`, init)
      if (!response.ok) throw new Error(`The token call answered ${response.status}.`)
      const { access_token, refresh_token } = (await response.json()) as Record<string, string>
      tokens = { accessToken: access_token ?? '', refreshToken: refresh_token ?? '' }
    },
  }
}

export function pathOf(id: number, late: boolean): string {
  return `vessels/${id}${late ? '?late' : ''}`
}

export async function axiosAuthRefresh(start: Start, options: { deduplicateRefresh?: boolean }): Promise<Call> {
  const { default: axios } = await import('axios')
  const { createAuthRefresh } = await import('axios-auth-refresh')
  const { authorization, refresh } = session(start)
  const api = axios.create({ baseURL: start.origin })
  api.interceptors.request.use((config) => {
    config.headers.set('authorization', authorization())
    return config
  })
  // Its declarations know axios as CommonJS, which are other types.
  // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- where the peers are not installed
  createAuthRefresh(api as never, refresh, options)
  return async (id, late) => (await api.get<Vessel>(pathOf(id, late))).data
}

export function ky(start: Start): Promise<Call> {
  const { authorization, refresh } = session(start)
  return kyOver(start, authorization, refresh)
}

export function kyShared(start: Start): Promise<Call> {
  const { authorization, refresh } = session(start)
  let flight: Promise<void> | undefined
  return kyOver(start, authorization, () => (flight ??= refresh().finally(() => (flight = undefined))))
}

async function kyOver({ origin }: Start, authorization: () => string, refresh: () => Promise<void>): Promise<Call> {
  const { default: create } = await import('ky')
  const api = create.create({
    prefix: origin,
    retry: { statusCodes: [401] },
    hooks: {
      beforeRequest: [({ request }) => request.headers.set('authorization', authorization())],
      beforeRetry: [
        async ({ request }) => {
          await refresh()
          request.headers.set('authorization', authorization())
        },
      ],
    },
  })
  return (id, late) => api.get(pathOf(id, late)).json<Vessel>()
}

export async function urql(start: Start): Promise<Call> {
  const { Client, fetchExchange } = await import('@urql/core')
  const { authExchange } = await import('@urql/exchange-auth')
  const { authorization, refresh } = session(start)
  const client = new Client({
    url: `${start.origin}/graphql`,
    preferGetMethod: false,
    exchanges: [
      authExchange(async ({ appendHeaders }) => ({
        addAuthToOperation: (operation) => appendHeaders(operation, { authorization: authorization() }),
        didAuthError: ({ response }) => (response as Response | undefined)?.status === 401,
        refreshAuth: refresh,
      })),
      fetchExchange,
    ],
  })
  const query = 'query ($id: Int!, $late: Boolean!) { vessel(id: $id, late: $late) { id } }'
  return async (id, late) => {
    const { data, error } = await client.query<{ vessel: Vessel }>(query, { id, late }).toPromise()
    if (!data) throw error ?? new Error('The call answered nothing.')
    return data.vessel
  }
}
