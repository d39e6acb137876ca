import { type Fault, mockFetch } from '@fairlead/testing'
import type { Choice, Faults } from '../shared/faults.ts'
import { createBerthClient } from './client.ts'
import { authority, berths } from './contract.ts'

const refused: Fault = { status: 401 }

export const choices: readonly Choice[] = [
  { id: 'well', label: 'works' },
  { id: 'expired', label: 'has let the access token expire' },
  {
    id: 'revoked',
    label: 'has ended the session',
    fault: ({ endpoint }) => (endpoint === 'authority.login' ? undefined : refused),
  },
  { id: 'slow', label: 'slow (1.5 s)', fault: { latencyMs: 1_500 } },
  { id: 'offline', label: 'no network', fault: { offline: true } },
]

export function connect({ faultOf, chosen }: Faults) {
  let issued = 0
  /** Access tokens up to this one have expired. */
  let expired = 0
  chosen.subscribe(() => {
    if (chosen.get() === 'expired') expired = issued
  })
  const tokensOf = (user: string) => {
    issued += 1
    return { access_token: `${user}.${issued}`, refresh_token: `${user}.again.${issued}`, sub: user }
  }

  const mock = mockFetch(
    { berths, authority },
    {
      berths: {
        mine: ({ params: { pier }, headers, reply }) => {
          const [user = '', number] = (headers['authorization'] ?? '').replace('Bearer ', '').split('.')
          if (!(Number(number) > expired)) return reply(401, { title: 'The token has expired' }, { delayMs: 100 })
          return reply(200, [{ id: `${pier} 4`, whose: user }], { delayMs: 100 })
        },
      },
      authority: {
        login: ({ body: { user } }) => tokensOf(user),
        refresh: ({ body: { refreshToken }, reply }) =>
          reply(200, tokensOf(refreshToken.split('.')[0] ?? ''), { delayMs: 200 }),
      },
    },
    { faults: faultOf },
  )
  return createBerthClient(mock)
}
