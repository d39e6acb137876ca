import { auth, bearer } from '@fairlead/auth'
import { createClient } from '@fairlead/core'

const client = createClient({
  baseUrl: 'https://harbour.example/api',
  plugins: [auth({ strategy: bearer({ refresh: '/refresh' }) })],
})

/** Answers one request of one user; the tokens come from that user's cookie. */
async function page(accessToken: string, refreshToken: string): Promise<unknown> {
  const user = client.auth.createSession({ grant: { accessToken, refreshToken } })
  return client.withSession(user.session).get('/me').json()
}

console.log(await Promise.all([page('access-of-ann', 'r1'), page('access-of-bo', 'r2')]), client.auth.state.status)
