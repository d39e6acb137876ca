import { createClient, isFairleadError } from '@fairlead/core'

const client = createClient({
  baseUrl: 'https://harbour.example/api',
  headers: { authorization: 'Bearer top-secret' },
  retry: { limit: 2 },
  timeouts: { attemptMs: 5_000, totalMs: 20_000 },
})

try {
  await client.get('/slow', { signal: AbortSignal.timeout(60_000) })
} catch (error) {
  if (!isFairleadError(error)) throw error
  if (error.kind === 'http') console.log('answered', error.status, 'after', error.attempts?.length, 'attempts')
  else if (error.kind === 'timeout') console.log('the', error.clock, 'clock ran out')
  console.log(JSON.stringify(error).includes('top-secret'))
}
