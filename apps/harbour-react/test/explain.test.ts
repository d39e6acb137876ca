import { type CoreError, createClient, fetchTransport, get, isFairleadError } from '@fairlead/core'
import { Harbour } from 'harbour-api/contract'
import { describe, expect, test } from 'vitest'
import { explain } from '../src/harbour/explain.ts'

const contract = { buoys: { list: get('/buoys', { responses: { 200: Harbour } }) } }

/** The failure of a call that is answered like this. */
async function failureOf(fetch: () => Promise<Response>, signal?: AbortSignal): Promise<CoreError> {
  const transport = fetchTransport({ fetch })
  const client = createClient({
    baseUrl: 'https://harbour.example',
    contract,
    transport,
    retry: { limit: 1, baseMs: 1 },
  })
  const error: unknown = await client.api.buoys.list({}, { signal }).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!isFairleadError(error)) throw new Error('The call did not fail as expected.')
  return error
}

const problem = (status: number, detail: string): Response =>
  Response.json(
    { type: 'about:blank', title: 'Trouble', status, detail },
    {
      status,
      headers: { 'content-type': 'application/problem+json' },
    },
  )

describe('a failure is explained', () => {
  test.each<[string, () => Promise<Response>, string, string]>([
    ['by the words of the server', async () => problem(400, 'No such flag.'), 'No such flag.', 'HTTP 400'],
    ['with the attempts made', async () => problem(503, 'Closed.'), 'Closed.', 'HTTP 503 after 2 attempts'],
    [
      'when nothing answers',
      () => Promise.reject(new TypeError('fetch failed')),
      'cannot be reached',
      'Network after 2',
    ],
    [
      'when the answer is damaged',
      async () => new Response('{"tot', { headers: { 'content-type': 'application/json' } }),
      'damaged',
      'Decode',
    ],
    ['when the answer breaks the contract', async () => Response.json({ total: 'many' }), 'contract', 'Validation'],
  ])('%s', async (_case, fetch, why, technical) => {
    const explanation = explain(await failureOf(fetch), 'The buoys could not be listed.')
    expect(explanation.title).toBe('The buoys could not be listed.')
    expect(explanation.why).toContain(why)
    expect(explanation.todo).not.toBe('')
    expect(explanation.technical).toContain(technical)
  })

  test('as cancelled when the caller ended it', async () => {
    const error = await failureOf(() => new Promise(() => {}), AbortSignal.abort())
    expect(explain(error, 'The buoys could not be listed.')).toMatchObject({
      why: 'It was cancelled.',
      technical: 'Abort',
    })
  })
})
