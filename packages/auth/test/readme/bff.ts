import { auth, cookie } from '@fairlead/auth'
import { createClient } from '@fairlead/core'

const client = createClient({
  baseUrl: 'https://harbour.example/api',
  plugins: [
    auth({ strategy: cookie({ session: '/session', signIn: '/login', signOut: '/logout', csrf: { path: '/csrf' } }) }),
  ],
})

await client.session.ready
console.log(client.auth.state.status)

await client.auth.signIn({ user: 'ann', password: 'correct horse' })
await client.post('/moorings', { body: { berth: 'N4' } }).bytes()
