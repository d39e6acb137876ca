import { expect, test } from 'vitest'
import { scriptedClient } from './support/scripted-client.ts'
import { parts, streamed } from './support/scripted-fetch.ts'

const STREAM = '{ docs @stream { id } }'
const COUNT = 20_000

/** A response of which each item comes as a part of its own, so many parts in one chunk. */
function itemByItem(partsPerChunk: number): string[] {
  const all = parts([
    { data: { docs: [] }, pending: [{ id: '0', path: ['docs'] }], hasNext: true },
    ...Array.from({ length: COUNT }, (_, id) => ({ incremental: [{ id: '0', items: [{ id }] }], hasNext: true })),
    { completed: [{ id: '0' }], hasNext: false },
  ])
  const chunks: string[] = []
  for (let at = 0; at < all.length; at += partsPerChunk) chunks.push(all.slice(at, at + partsPerChunk).join(''))
  return chunks
}

test.each([
  ['multipart/mixed;boundary="-"', (chunks: readonly string[]) => chunks],
  [
    'text/event-stream',
    (chunks: readonly string[]) =>
      chunks.map((chunk) => chunk.replaceAll(/[^{]*(\{.*\})\r\n-+\r?\n?/g, 'event: next\ndata: $1\n\n')),
  ],
])('parts that come in one piece are one result, as %s', async (type, written) => {
  const chunks = written(itemByItem(1_000))
  const { gql, asked } = scriptedClient(() => streamed(type, chunks, 'stays'))
  const sizes: number[] = []
  for await (const { data, state, isFinal } of gql.watch<{ docs: unknown[] }>(STREAM)) {
    expect(state).toBe('ok')
    sizes.push(data?.docs.length ?? -1)
    if (isFinal) break
  }
  expect(sizes.length).toBeLessThanOrEqual(chunks.length)
  // It is shown as it comes, and nothing is lost.
  expect(sizes.length).toBeGreaterThan(10)
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b))
  expect(sizes.at(-1)).toBe(COUNT)
  expect(asked).toHaveLength(1)
})
