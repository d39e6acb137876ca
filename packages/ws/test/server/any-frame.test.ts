import {
  array,
  assert,
  asyncProperty,
  constant,
  constantFrom,
  integer,
  json,
  jsonValue,
  oneof,
  record,
  uint8Array,
} from 'fast-check'
import { expect, test } from 'vitest'
import { rawServer } from '../support/raw-link.ts'
import { scriptedConnection } from '../support/scripted-connection.ts'

const odd = oneof(jsonValue({ maxDepth: 1 }), integer({ min: -2, max: 5 }))
/** Frames that look as if they belonged to the protocol. */
const frames = oneof(
  record(
    {
      seq: oneof(integer({ min: 0, max: 4 }), odd),
      name: oneof(constantFrom('steer', 'notice', 'double', '$subscribe', '$unsubscribe', 'constructor'), odd),
      request: odd,
      reply: odd,
      cancel: odd,
      channel: odd,
      data: oneof(odd, record({ channel: odd, name: constantFrom<unknown>('vessel', 'tower', 7), params: odd })),
      error: odd,
    },
    { requiredKeys: [] },
  ),
  record(
    {
      type: oneof(constantFrom('hello', 'welcome', 'ack', 'auth', 'authed', 'close'), odd),
      version: constantFrom<unknown>(1, 1, 1, 2, '1'),
      session: oneof(constant('s1'), odd),
      epoch: odd,
      resumed: odd,
      received: odd,
      missed: oneof(record({ from: odd, to: odd }), odd),
      seq: odd,
      credential: odd,
      code: oneof(constantFrom(1000, 1013, 4401, 4403), odd),
      reason: odd,
      retryAfterMs: odd,
      expiresInMs: odd,
      maxMessageBytes: odd,
    },
    { requiredKeys: ['type'] },
  ),
  json(),
  uint8Array(),
  constantFrom('?', '!', '', 'tabs', '1:{}', '1:'),
)
type Given = string | object
const asFrame = (given: Given): string | Uint8Array<ArrayBuffer> =>
  given instanceof Uint8Array ? Uint8Array.from(given) : typeof given === 'string' ? given : JSON.stringify(given)

test('whatever clients say, the server throws nothing, serves others and forgets them', async () => {
  await assert(
    asyncProperty(array(frames, { maxLength: 30 }), async (course) => {
      const { clock, sockets, heard, open, enter } = rawServer({ authenticate: () => ({ id: 'ida' }), resumeMs: 1_000 })
      const good = await enter()
      for (const link of [open(), await enter()]) {
        for (const given of course) {
          link.say(asFrame(given))
          await clock.advance(0)
        }
        link.down()
      }
      heard.length = 0
      good.say({ seq: 1, name: 'steer', data: { n: 7 } })
      await clock.advance(0)
      expect([heard, good.closed]).toEqual([[7], []])
      good.say({ type: 'close', code: 1000 })
      good.down()
      await clock.advance(60_000)
      expect([sockets.counts, clock.pending]).toEqual([{ sessions: 0, links: 0 }, 0])
    }),
    { numRuns: 200 },
  )
}, 60_000)

test('whatever a server says, the client throws nothing, and ends when it is closed', async () => {
  await assert(
    asyncProperty(array(frames, { maxLength: 30 }), async (course) => {
      const { clock, server, connection } = scriptedConnection({ onLink: (link) => link.welcome() })
      await clock.advance(0)
      const fates: unknown[] = []
      const fate = (given: Promise<unknown>): unknown =>
        given.then(
          (value) => fates.push(value),
          (error: unknown) => fates.push(error),
        )
      fate(connection.send('steer', { n: 1 }))
      fate(connection.request('double', 1))
      connection.channel('tower').on('said', () => {})
      await clock.advance(0)
      for (const given of course) {
        if (!server.last.isClosed) server.last.events.frame(asFrame(given))
        await clock.advance(200)
      }
      connection.close()
      await clock.advance(0)
      expect([fates.length, connection.state, clock.pending]).toEqual([2, 'closed', 0])
    }),
    { numRuns: 200 },
  )
}, 60_000)
