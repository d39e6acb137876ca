import { auth, bearer } from '@fairlead/auth'
import { cache } from '@fairlead/cache'
import { createClient, get } from '@fairlead/core'

const client = createClient({
  baseUrl: 'https://harbour.example/api',
  contract: { me: get('/me'), tides: get('/tides', { auth: 'public' }) },
  plugins: [auth({ strategy: bearer({ refresh: '/refresh' }) }), cache({ ttlMs: 60_000 })],
})

/** Answers one request of one user; the token comes from that user's cookie. */
async function page(accessToken: string, identity: string): Promise<unknown> {
  const user = client.auth.createSession({ grant: { accessToken, identity } })
  const { me, tides } = client.withSession(user.session).api
  return Promise.all([me(), tides()])
}

console.log(await Promise.all([page('access-of-ann', 'ann'), page('access-of-bo', 'bo')]))
console.log(await page('newer-access-of-ann', 'ann'))
