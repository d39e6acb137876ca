import { expect, test } from 'vitest'
import { partsOf } from '../src/multipart.ts'
import { scriptedClient } from './support/scripted-client.ts'
import { streamed } from './support/scripted-fetch.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A stream of these chunks, which tells when it is let go of. */
function stream(chunks: readonly Uint8Array[], how: 'ends' | 'stays' | 'breaks' = 'ends') {
  const told: { cancelled: unknown; pulled: number } = { cancelled: undefined, pulled: 0 }
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const chunk = chunks[told.pulled++]
        if (chunk) controller.enqueue(chunk)
        else if (how === 'ends') controller.close()
        else if (how === 'breaks') controller.error(new TypeError('terminated'))
        else return new Promise<void>(() => {})
        return undefined
      },
      cancel: (reason) => void (told.cancelled = reason ?? 'without a reason'),
    },
    { highWaterMark: 0 },
  )
  return { body, told }
}
async function read(body: ReadableStream<Uint8Array>, boundary = 'b'): Promise<string[]> {
  const bodies: string[] = []
  for await (const each of partsOf(body, boundary, new AbortController().signal)) bodies.push(each.trim())
  return bodies
}

const MESSAGE = '--b\r\nA: é\r\n\r\n{"n":"ü\u{1F6A2}"}\r\n--b \t\r\n\r\n{"--b":"\\n--b"}\r\n--b--\r\n'
const BODIES = ['{"n":"ü\u{1F6A2}"}', '{"--b":"\\n--b"}']

test('two parts are whole at every place where their bytes can be cut', async () => {
  const bytes = bytesOf(MESSAGE)
  for (let first = 0; first <= bytes.length; first++)
    for (let second = first; second <= bytes.length; second += 7) {
      const chunks = [bytes.slice(0, first), bytes.slice(first, second), bytes.slice(second)]
      expect(await read(stream(chunks).body), `cut at ${first} and ${second}`).toEqual(BODIES)
    }
  expect(await read(stream(Array.from(bytes, (byte) => Uint8Array.of(byte))).body)).toEqual(BODIES)
})

test('a part is given as soon as its delimiter has come, and not when the next one begins', async () => {
  const { body, told } = stream([bytesOf('--b\r\n\r\n{"n":1}\r\n--b')], 'stays')
  for await (const each of partsOf(body, 'b', new AbortController().signal)) {
    expect(each.trim()).toBe('{"n":1}')
    break
  }
  expect(told.cancelled).toBeDefined()
})

test('what stands before the first delimiter and after the last one is no part', async () => {
  for (const [before, after] of [
    ['', ''],
    ['\r\n', '\r\n'],
    ['a preamble, and --b in it\r\n', 'an epilogue'],
    ['--\n', '--b--'],
  ] as const)
    expect(await read(stream([bytesOf(`${before}--b\r\n\r\n{"n":1}\r\n--b--${after}`)]).body), before).toEqual([
      '{"n":1}',
    ])
})

test('what looks like a part behind the last delimiter is none', async () => {
  const text = '--b\r\n\r\n{"n":1}\r\n--b--\r\n--b\r\n\r\n{"n":2}\r\n--b'
  expect(await read(stream([bytesOf(text)]).body)).toEqual(['{"n":1}'])
})

test('a delimiter with characters that mean something elsewhere is itself', async () => {
  for (const boundary of ['-', '---', '.*+?^${}()|[]', "'()+_,-./:=?", 'a b', '--b--'])
    expect(await read(stream([bytesOf(`--${boundary}\n\n{"n":1}\n--${boundary}--`)]).body, boundary)).toEqual([
      '{"n":1}',
    ])
})

test.each([
  ['without a byte', '', []],
  ['in the preamble', 'hello', []],
  ['in the fields of a part', '--b\r\nContent-Ty', []],
  ['in a part', '--b\r\n\r\n{"n":1}\r\n--b\r\n\r\n{"n"', ['{"n":1}']],
  ['after a delimiter', '--b\r\n\r\n{"n":1}\r\n--b\r\n', ['{"n":1}']],
  ['in the last delimiter', '--b\r\n\r\n{"n":1}\r\n--b-', ['{"n":1}']],
])('a stream that ends %s is broken, after the parts that were whole', async (_, text, whole) => {
  const bodies: string[] = []
  const reading = async (): Promise<void> => {
    for await (const each of partsOf(stream([bytesOf(text)]).body, 'b', new AbortController().signal))
      bodies.push(each.trim())
  }
  await expect(reading()).rejects.toMatchObject({ kind: 'network' })
  expect(bodies).toEqual(whole)
})

test('whoever aborts is let go of at once, and so is the stream', async () => {
  const { body, told } = stream([bytesOf('--b\r\n\r\n{')], 'stays')
  const stop = new AbortController()
  const reading = partsOf(body, 'b', stop.signal).next()
  await Promise.resolve()
  const reason = new Error('enough')
  stop.abort(reason)
  await expect(reading).rejects.toBe(reason)
  expect(told.cancelled).toBe(reason)
  expect(body.locked).toBe(false)
})

test('a stream is read no faster than its parts are taken', async () => {
  const part = bytesOf('\r\n\r\n{"n":1}\r\n--b')
  const { body, told } = stream([bytesOf('--b'), ...Array.from({ length: 100 }, () => part)], 'stays')
  const reader = partsOf(body, 'b', new AbortController().signal)
  for (let n = 0; n < 10; n++) await reader.next()
  expect(told.pulled).toBe(11)
  await reader.return()
})

test('what a client gets of a stream that breaks is what was whole, with why', async () => {
  const part = (value: object): string => `\r\n\r\n${JSON.stringify(value)}\r\n--b`
  const first = { data: { a: 1 }, hasNext: true }
  for (const [chunks, how, state, error] of [
    [['--b', part(first)], 'ends', 'partial', { reason: 'incomplete', cause: { kind: 'network' } }],
    [['--b', part(first)], 'breaks', 'partial', { reason: 'incomplete' }],
    [['--b', part(first), '--'], 'ends', 'partial', { reason: 'incomplete' }],
    [
      ['--b', part(first), '\r\n\r\n{"data"', ': \r\n--b--'],
      'ends',
      'partial',
      { reason: 'incomplete', cause: { kind: 'decode' } },
    ],
    [['--b', part({ data: { a: 1 }, hasNext: false })], 'stays', 'ok', undefined],
    [['--b', part(first), part({ hasNext: false })], 'stays', 'ok', undefined],
    [['--b--'], 'ends', 'failed', { reason: 'incomplete' }],
    [['hello'], 'ends', 'failed', { kind: 'network' }],
  ] as const) {
    const { gql, clock } = scriptedClient(() => streamed('multipart/mixed; boundary="b"', chunks, how))
    const asking = gql.query('{ a ... @defer { b } }')
    const outcomes: Awaited<typeof asking>[] = []
    void asking.then((each) => outcomes.push(each))
    for (let n = 0; n < 200 && outcomes.length === 0; n++) {
      await new Promise((resolve) => setTimeout(resolve, 1))
      await clock.advance(1_000)
    }
    const [outcome] = outcomes
    expect(outcome, chunks.join('')).toMatchObject({ state, ...(error && { error }) })
    expect(outcome?.data).toEqual(state === 'failed' ? undefined : { a: 1 })
  }
})
