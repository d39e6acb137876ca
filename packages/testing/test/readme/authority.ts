import { auth, bearer } from '@fairlead/auth'
import { createClient } from '@fairlead/core'
import { createVirtualClock } from '@fairlead/testing'
import { authorityTransport } from '@fairlead/testing/authority'

const clock = createVirtualClock()
const transport = authorityTransport({ clock, expiresIn: 300 })
const { authority } = transport
const client = createClient({
  baseUrl: 'https://authority.example',
  transport,
  runtime: clock,
  plugins: [auth({ strategy: bearer({ signIn: '/login', refresh: '/refresh', signOut: '/logout' }) })],
})
await client.auth.signIn({ user: 'ann' })

authority.expireAccessTokens()
await Promise.all(Array.from({ length: 10 }, () => client.get('/resource').json()))
console.log(authority.counts.token, authority.counts.reuse)

authority.dropAnswer()
await clock.advance(300_000)
console.log(client.auth.state, authority.counts.reuse)
await client.dispose()
