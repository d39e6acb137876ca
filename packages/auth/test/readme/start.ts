import { auth, bearer } from '@fairlead/auth'
import { createClient } from '@fairlead/core'

const client = createClient({
  baseUrl: 'https://harbour.example/api',
  plugins: [auth({ strategy: bearer({ signIn: '/login', refresh: '/refresh', signOut: '/logout' }) })],
})

client.auth.subscribe(({ from, to }) => console.log(from.status, '>', to.status))

await client.auth.signIn({ user: 'ann', password: 'correct horse' })
const berths = await Promise.all([client.get('/berths/N4').json(), client.get('/berths/N5').json()])
console.log(berths)

const { revoked } = await client.auth.signOut()
console.log('taken back:', revoked)
