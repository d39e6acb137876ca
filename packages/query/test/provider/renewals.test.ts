import { type AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import { cache } from '@fairlead/cache'
import { createClient, get } from '@fairlead/core'
import { QueryObserver } from '@tanstack/query-core'
import { expect, onTestFinished, test } from 'vitest'
import * as z from 'zod'
import { connected } from '../support/connected.ts'

const contract = { tide: get('/tide', { responses: { 200: z.object({ level: z.number() }) } }) }

/** A server whose answers have the number of the request, and are as old as a test says. */
async function harbour(ageSeconds: (request: number) => number) {
  let asked = 0
  const server = createServer((_request, response) => {
    response.writeHead(200, {
      'content-type': 'application/json',
      'cache-control': 'max-age=60, stale-while-revalidate=600',
      age: String(ageSeconds(++asked)),
    })
    response.end(JSON.stringify({ level: asked }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const client = createClient({ baseUrl: `http://127.0.0.1:${port}`, contract, plugins: [cache()] })
  const page = connected(client)
  onTestFinished(async () => {
    await page.close()
    await new Promise((resolve) => server.close(resolve))
  })
  return { ...page, client, asked: () => asked }
}

test.each([
  ['is fresh', (request: number) => (request === 1 ? 100 : 0)],
  ['is stale as well', () => 100],
])('a query shows the stale answer and then the newer one, which %s, with one request', async (_, age) => {
  const { client, q, queryClient, asked } = await harbour(age)
  await client.api.tide()
  const seen: unknown[] = []
  const { promise: isNewer, resolve } = Promise.withResolvers<void>()
  const stop = new QueryObserver(queryClient, q.tide.queryOptions()).subscribe(({ data, fetchStatus }) => {
    if (data && seen.at(-1) !== data.level) seen.push(data.level)
    if (seen.length === 2 && fetchStatus === 'idle') resolve()
  })
  await isNewer
  // What would be asked for now would be answered after this.
  await client.get('/tide', { cache: 'no-store' }).json()
  expect(seen).toEqual([1, 2])
  expect(asked()).toBe(3)
  stop()
})
