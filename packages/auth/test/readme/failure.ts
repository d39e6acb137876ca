import { auth, bearer } from '@fairlead/auth'
import { createClient, isFairleadError } from '@fairlead/core'

const client = createClient({
  baseUrl: 'https://harbour.example/api',
  plugins: [auth({ strategy: bearer({ signIn: '/login' }) })],
})

await client.auth.signIn({ user: 'ann', password: 'correct horse' })
try {
  await client.post('/berths/N4/close')
} catch (error) {
  if (!isFairleadError(error)) throw error
  if (error.kind === 'auth' && 'challenge' in error) console.log(error.reason, error.challenge)
  else if (error.kind === 'rejected') console.log('the session has ended', error.reason)
  else console.log(error.message)
}
