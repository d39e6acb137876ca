import type { EvalClient, EvalSubscription } from '@fairlead/redis'
import { expect, test } from 'vitest'
import { handMade } from '../support/hand-made.ts'

/** A Redis over HTTP: each channel is heard over a stream of its own, which may end without a word. */
function overHttp() {
  const streams = new Map<string, { readonly channel: string; tell(message: unknown): void }>()
  let opened = 0
  const client: EvalClient = {
    async eval(_source, _keys, [channel, text]) {
      for (const stream of streams.values()) if (stream.channel === channel) stream.tell(text)
    },
    subscribe([channel = '']): EvalSubscription {
      const id = String(opened++)
      return {
        on(type, listener) {
          if (type === 'subscribe') queueMicrotask(() => listener(1))
          if (type === 'message') streams.set(id, { channel, tell: (message) => listener({ channel, message }) })
        },
        async unsubscribe() {
          streams.delete(id)
        },
      }
    },
  }
  const { fleet, clock } = handMade(client)
  const heard: string[] = []
  for (const channel of ['a', 'b']) fleet.listen(channel, (text) => heard.push(`${channel} ${text}`))
  const cut = (channel: string): void => {
    for (const [id, stream] of streams) if (stream.channel === channel) streams.delete(id)
  }
  return {
    client,
    clock,
    heard,
    cut,
    open: () => [...streams.values()].map(({ channel }) => channel),
    made: () => opened,
  }
}

test('a stream that ends without a word is found out, although others go on', async () => {
  const { client, clock, heard, cut, open } = overHttp()
  await clock.advance(20_000)
  expect(open()).toEqual(['a', 'b'])
  heard.length = 0
  cut('a')
  // It is found out at the beat that does not come back, and opened anew a moment later.
  await clock.advance(12_000)
  expect(open()).toEqual(['a', 'b'])
  expect(heard).toContain('a lost')
  heard.length = 0
  await client.eval('', [], ['a', 'moored'])
  expect(heard).toEqual(['a moored'])
})

test('streams that hear stay open, and nobody is told of beats, nor of those of others', async () => {
  const { client, clock, heard, made } = overHttp()
  await clock.advance(0)
  heard.length = 0
  await clock.advance(60_000)
  await client.eval('', [], ['a', 'fairlead:beat:another'])
  expect([made(), heard]).toEqual([2, []])
})
