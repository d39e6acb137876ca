import { isDeepStrictEqual } from 'node:util'
import {
  array,
  assert,
  asyncProperty,
  constantFrom,
  dictionary,
  integer,
  jsonValue,
  property,
  record,
  string,
  uniqueArray,
} from 'fast-check'
import { describe, expect, test } from 'vitest'
import { writeVariables } from '../src/canonical.ts'
import { Assembly } from '../src/incremental.ts'
import { boundaryOf, partsOf } from '../src/multipart.ts'

/** A stream of bytes cut at these places. */
function cut(bytes: Uint8Array, at: readonly number[]): ReadableStream<Uint8Array> {
  const places = [...new Set([0, ...at.map((place) => place % (bytes.length + 1)), bytes.length])].toSorted(
    (a, b) => a - b,
  )
  return new ReadableStream({
    start(controller) {
      for (const [index, from] of places.entries()) controller.enqueue(bytes.slice(from, places[index + 1] ?? from))
      controller.close()
    },
  })
}
async function read(stream: ReadableStream<Uint8Array>, boundary: string): Promise<string[]> {
  const bodies: string[] = []
  for await (const body of partsOf(stream, boundary, new AbortController().signal)) bodies.push(body.trim())
  return bodies
}

describe('a multipart stream', () => {
  test('gives its parts whole, wherever its bytes are cut and however its lines end', async () => {
    const texts = array(
      jsonValue().map((value) => JSON.stringify({ value, ü: '\u{1F6A2}' })),
      { minLength: 1, maxLength: 4 },
    )
    await assert(
      asyncProperty(
        texts,
        array(integer({ min: 0, max: 4_000 }), { maxLength: 30 }),
        constantFrom('\r\n', '\n'),
        constantFrom('-', 'b', 'a=_:-b'),
        async (values, at, end, boundary) => {
          const body = values
            .map((text) => `--${boundary}${end}Content-Type: application/json${end}${end}${text}${end}`)
            .join('')
          const whole = new TextEncoder().encode(`a preamble${end}${body}--${boundary}--${end}and an end`)
          expect(await read(cut(whole, at), boundary)).toEqual(values)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('that ends before its last delimiter fails, after the parts that were whole', async () => {
    const bytes = new TextEncoder().encode('--b\r\n\r\n{"n":1}\r\n--b\r\n\r\n{"n":')
    const bodies: string[] = []
    const reading = (async () => {
      for await (const body of partsOf(cut(bytes, []), 'b', new AbortController().signal)) bodies.push(body.trim())
    })()
    await expect(reading).rejects.toMatchObject({ kind: 'network' })
    expect(bodies).toEqual(['{"n":1}'])
  })

  test('has no part without end', async () => {
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(4 * 1024 * 1024).fill(120)),
    })
    await expect(read(endless, 'b')).rejects.toMatchObject({ kind: 'decode', reason: 'too-large' })
  })

  test('says its boundary in any way that MIME has', () => {
    expect(
      [
        'multipart/mixed',
        'multipart/mixed; boundary=abc',
        'multipart/mixed;BOUNDARY="a b\\"c"; x=y',
        'multipart/mixed; boundary=abc; x',
      ].map(boundaryOf),
    ).toEqual(['-', 'abc', 'a b"c', 'abc'])
  })
})

describe('a response in parts', () => {
  const path = ['me', 'docs']
  test.each([
    [
      'of 2022',
      [
        {
          incremental: [
            { path: ['me'], data: { name: 'Ida' } },
            { path: [...path, 1], items: [2, 3] },
          ],
          hasNext: false,
        },
      ],
    ],
    [
      'of 2023',
      [
        {
          pending: [
            { id: 'a', path: ['me'] },
            { id: 'b', path },
          ],
          incremental: [{ id: 'b', items: [2] }],
          hasNext: true,
        },
        {
          incremental: [
            { id: 'a', data: { name: 'Ida' } },
            { id: 'b', items: [3] },
          ],
          completed: [{ id: 'a' }, { id: 'b' }],
          hasNext: false,
        },
      ],
    ],
    [
      'of before',
      [
        { path: ['me'], data: { name: 'Ida' }, hasNext: true },
        { path: [...path, 1], items: [2, 3], hasNext: false },
      ],
    ],
  ])('in the format %s is put together, and what was shown before stays as it was', (_, later) => {
    const assembly = new Assembly()
    const first = assembly.add({ data: { me: { id: '1', docs: [1] } }, hasNext: true }).soFar()
    const shown = JSON.stringify(first.data)
    const results = later.map((part) => assembly.add(part).soFar())
    expect(results.at(-1)).toMatchObject({ data: { me: { id: '1', name: 'Ida', docs: [1, 2, 3] } }, hasNext: false })
    expect(JSON.stringify(first.data)).toBe(shown)
  })

  test.each<[{ path?: (string | number)[]; id?: string; data?: unknown; items?: unknown[] }]>([
    [{ path: ['__proto__', 'x'], data: { polluted: true } }],
    [{ path: ['constructor', 'prototype'], data: { polluted: true } }],
    [{ path: ['me', 'docs', 4_000_000_000], items: [1] }],
    [{ path: ['me', 'docs', -1], items: [1] }],
    [{ path: ['me', 'docs', 'length'], data: 9 }],
    [{ path: ['nobody'], data: { x: 1 } }],
    [{ id: 'unknown', data: { x: 1 } }],
    [{ path: ['me', 'id'], items: [1] }],
  ])('takes no patch that belongs nowhere: %j', (patch) => {
    const assembly = new Assembly()
    assembly.add({ data: { me: { id: '1', docs: [1] } }, hasNext: true })
    const act = () => assembly.add({ incremental: [patch], hasNext: true })
    expect(act).toThrow(/belong|malformed/)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  test.each([
    [{ incremental: {} }],
    [{ incremental: [null] }],
    [{ incremental: [{ path: ['me', 'docs'], items: 5 }] }],
    [{ incremental: [{ path: ['me'], subPath: 4, data: { x: 1 } }] }],
    [{ incremental: [{ path: ['me'], data: { x: 1 }, errors: [null] }] }],
    [{ path: 5, data: {} }],
    [{ pending: [null] }],
    [{ completed: 5 }],
    [{ completed: [{ id: 'a', errors: [{ message: 5 }] }] }],
  ])('takes no part that is malformed, and keeps what it has: %j', (part) => {
    const assembly = new Assembly()
    assembly.add({ data: { me: { id: '1', docs: [1] } }, hasNext: true })
    expect(() => assembly.add({ ...part, hasNext: true })).toThrow(/^(a part of it|its errors)/)
    expect(assembly.soFar()).toMatchObject({ data: { me: { id: '1', docs: [1] } }, errors: [] })
  })

  test.each([[null], [1], ['text'], [[]], [{}], [{ errors: 'x' }], [{ errors: [{}] }], [{ data: 1 }]])(
    'is none: %j',
    (part) => {
      expect(() => new Assembly().add(part)).toThrow('no GraphQL response')
    },
  )
})

/** Values of JSON, without the one key that is refused. */
const plain = jsonValue().filter((value) => !JSON.stringify(value).includes('__proto__'))

describe('variables as text', () => {
  test('are the same whatever the order of their members, and different when they differ', () => {
    const shuffled = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(shuffled)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .toReversed()
                .map(([name, item]) => [name, shuffled(item)]),
            )
          : value
    assert(
      property(
        dictionary(
          string().filter((name) => name !== '__proto__'),
          plain,
        ),
        (variables) => {
          const { json } = writeVariables(variables)
          expect(writeVariables(shuffled(variables) as object).json).toBe(json)
          expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(variables)))
        },
      ),
    )
    assert(
      property(
        uniqueArray(record({ a: plain, b: string() }), {
          minLength: 2,
          maxLength: 2,
          selector: (value) => JSON.stringify(value),
        }),
        ([one, other]) => {
          // As JSON has them: there is no minus zero.
          const [first, second] = [one, other].map((value) => JSON.parse(JSON.stringify(value)) as object)
          expect(writeVariables(one).json === writeVariables(other).json).toBe(isDeepStrictEqual(first, second))
        },
      ),
    )
  })

  test('keep files beside them, with where they stand', () => {
    const file = new Blob(['x'])
    expect(writeVariables({ input: { docs: [file, null], other: file }, at: new Date(0), none: undefined })).toEqual({
      json: '{"at":"1970-01-01T00:00:00.000Z","input":{"docs":[null,null],"other":null}}',
      files: [
        { path: 'variables.input.docs.0', file },
        { path: 'variables.input.other', file },
      ],
    })
  })

  test.each([
    ['a BigInt', { n: 1n }, 'variables.n'],
    ['a Map', { a: [new Map()] }, 'variables.a.0'],
    ['bytes', { a: new Uint8Array(2) }, 'variables.a'],
    ['a promise', { a: Promise.resolve(1) }, 'variables.a'],
    ['a key that poisons', { a: JSON.parse('{"__proto__":1}') as object }, 'variables.a'],
  ])('refuse %s, by its place', (_, variables, path) => {
    expect(() => writeVariables(variables)).toThrow(path)
  })

  test('refuse what holds itself, and take what stands in two places', () => {
    const self: { self?: object } = {}
    self.self = self
    expect(() => writeVariables(self)).toThrow('holds itself')
    const twice = { n: 1 }
    expect(writeVariables({ a: twice, b: twice }).json).toBe('{"a":{"n":1},"b":{"n":1}}')
  })
})
