import { createRandom } from '@fairlead/testing/chaos'
import { array, assert, asyncProperty, constantFrom, integer, oneof, record } from 'fast-check'
import { expect, test } from 'vitest'
import { scriptedConnection } from '../support/scripted-connection.ts'

const steps = array(
  oneof(
    record({
      size: integer({ min: 1, max: 600 }),
      key: constantFrom(undefined, 'a', 'b'),
      ms: integer({ min: 1, max: 5_000 }),
    }),
    constantFrom('link' as const, 'break' as const, 'ack' as const, 'time' as const),
  ),
  { maxLength: 80 },
)

test.each(['reject', 'drop-oldest', 'wait'] as const)(
  'with %s, whatever is sent, the bounds hold and every message has one fate',
  async (whenFull) => {
    await assert(
      asyncProperty(steps, integer(), async (course, seed) => {
        const random = createRandom(seed)
        const [maxMessages, maxBytes] = [10, 2_000]
        const { clock, server, connection } = scriptedConnection({ outbox: { maxMessages, maxBytes, whenFull } })
        const fates: string[] = []
        let given = 0
        await clock.advance(0)
        for (const step of course) {
          if (typeof step === 'object') {
            given++
            const { size, key, ms } = step
            connection.send('blob', new Uint8Array(size), { key, deadlineMs: ms }).then(
              ({ state }) => fates.push(state),
              (error: { readonly reason?: string }) => fates.push(String(error.reason)),
            )
          } else if (step === 'link' && connection.state === 'connecting') {
            const before = messages(server.links)
            server.last.welcome(before > 0 ? { resumed: true } : {})
          } else if (step === 'break' && connection.state === 'ready') server.last.events.down({ code: 1006 })
          else if (step === 'ack' && connection.state === 'ready') {
            const seq = lastSeq(server.last.sent)
            if (seq > 0) server.last.say({ type: 'ack', seq })
          } else if (step === 'time') await clock.advance(random() * 3_000)
          await clock.advance(0)
          const { count, bytes } = connection.snapshot().outbox
          expect([count <= maxMessages, bytes <= maxBytes, count === 0 ? bytes === 0 : bytes > 0]).toEqual([
            true,
            true,
            true,
          ])
        }
        connection.close()
        await clock.advance(0)
        expect([fates.length, clock.pending]).toEqual([given, 0])
        expect(connection.snapshot()).toMatchObject({ outbox: { count: 0, bytes: 0 }, inFlight: 0 })
        // Nothing that is on its way makes room, so that even with drop-oldest one may be too many.
        const usual = ['acknowledged', 'not-sent', 'unknown', ...(whenFull === 'wait' ? [] : ['outbox-full'])]
        expect(fates.filter((fate) => !usual.includes(fate))).toEqual([])
      }),
      { numRuns: 150 },
    )
  },
)

const isMessage = (frame: unknown): frame is Uint8Array => frame instanceof Uint8Array
const messages = (links: readonly { readonly sent: readonly unknown[] }[]): number =>
  links.reduce((sum, { sent }) => sum + sent.filter(isMessage).length, 0)

/** The number of the last message over a link. */
function lastSeq(sent: readonly unknown[]): number {
  const frame = sent.findLast(isMessage)
  return Number(/"seq":(\d+)/.exec(new TextDecoder().decode(frame?.subarray(4, 40)))?.[1] ?? 0)
}
