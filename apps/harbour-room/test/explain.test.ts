import { type CoreError, createClient, fetchTransport, isFairleadError } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { explain } from '../src/harbour/explain.ts'

/** The error of a call that gets this answer. */
async function errorOf(response: () => Response | Promise<Response>, options: object = {}): Promise<CoreError> {
  const fetch = async (): Promise<Response> => response()
  const transport = fetchTransport({ fetch })
  const client = createClient({ baseUrl: 'http://harbour.example', transport, retry: { baseMs: 1 }, ...options })
  const { error } = await client
    .get('/vessels')
    .json()
    .then(
      () => ({ error: undefined }),
      (thrown: unknown) => ({ error: thrown }),
    )
  if (!isFairleadError(error)) throw new Error('The call did not fail.', { cause: error })
  return error
}

const problem = (status: number, detail?: string): Response =>
  new Response(JSON.stringify({ title: 'Problem', status, detail }), {
    status,
    headers: { 'content-type': 'application/problem+json', ...(status === 429 && { 'retry-after': '600' }) },
  })

describe('an explanation', () => {
  test.each<[string, () => Response | Promise<Response>, RegExp, string]>([
    [
      'a 503',
      () => problem(503, 'The office is closed.'),
      /^The office is closed\. Wait a little/,
      'HTTP 503 after 3 attempts · all retries used',
    ],
    [
      'a 429',
      () => problem(429),
      /^The harbour takes no more calls for the moment\./,
      'HTTP 429 · not repeated: the wait is too long',
    ],
    ['a 404', () => problem(404, 'There is no such vessel.'), /^There is no such vessel\. Go back/, 'HTTP 404'],
    [
      'a lost connection',
      () => Promise.reject(new TypeError('fetch failed')),
      /^The harbour cannot be reached\./,
      'Network after 3 attempts · all retries used',
    ],
    [
      'broken JSON',
      () => new Response('{', { headers: { 'content-type': 'application/json' } }),
      /^The answer arrived damaged/,
      'Decode (syntax), HTTP 200',
    ],
  ])('of %s says why, what to do, and the technical facts', async (_name, response, words, technical) => {
    const found = explain(await errorOf(response), 'The list could not be loaded.')
    expect(found.title).toBe('The list could not be loaded.')
    expect(`${found.why} ${found.todo}`).toMatch(words)
    expect(found.technical).toBe(technical)
  })

  test('of a body that stops names the clock that ended it', async () => {
    const stalled = (): Response =>
      new Response(new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('[')) }), {
        headers: { 'content-type': 'application/json' },
      })
    const error = await errorOf(stalled, { timeouts: { idleMs: 20 }, retry: false })
    expect(explain(error, 'No list.')).toMatchObject({
      why: 'The answer began to arrive and then stopped.',
      technical: 'Timeout (idle clock, 0.02 s) · retries are off',
    })
  })
})
