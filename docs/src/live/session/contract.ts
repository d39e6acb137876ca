import { get, post } from '@fairlead/core'
import * as z from 'zod'

const Berth = z.object({ id: z.string(), whose: z.string() })
const Problem = z.object({ title: z.string() })
const Tokens = z.object({ access_token: z.string(), refresh_token: z.string(), sub: z.string() })

export const berths = {
  mine: get('/berths/{pier}', { responses: { 200: z.array(Berth), 401: Problem }, tags: ['berths'] }),
}

/** What the authority takes. `auth()` calls it by its paths. */
export const authority = {
  login: post('/login', {
    auth: 'public',
    body: z.object({ user: z.string() }),
    responses: { 200: Tokens },
  }),
  refresh: post('/refresh', {
    auth: 'public',
    body: z.object({ refreshToken: z.string() }),
    responses: { 200: Tokens, 401: Problem },
  }),
}
