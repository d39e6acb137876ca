import { equal, ok } from '../conformance/assert.ts'
import type { SocketSessionCase, StoredMessageUnderTest } from './case.ts'
import { LONG_MS, empty, message, printed, withTwo } from './handle.ts'

const MANY = 2_500

const ODD_MESSAGES: readonly StoredMessageUnderTest[] = [
  { head: '"name":"nothing"' },
  { head: '"name":"null"', json: 'null' },
  { head: '"name":"a \\"name\\"\\n, 港"', json: JSON.stringify('Ærø\n\t\u0000\u2028 🚢 \ud83d {"seq":1}') },
  { head: '"channel":3,"name":"moved"', json: '{"__proto__":{"own":true},"course":270}' },
  { head: '"reply":7,"error":{"code":"no-such-berth","message":"there is no N9"}' },
  { head: '"name":"no bytes"', bytes: new Uint8Array(0) },
  { head: '"name":"all bytes"', bytes: Uint8Array.from({ length: 1_024 }, (_, index) => index % 256) },
  { head: '"name":"long"', json: JSON.stringify('x'.repeat(300_000)) },
]

const ODD_CHANNELS = [
  { channel: 1, name: 'tower', params: undefined },
  { channel: 2, name: 'vessel', params: { id: 'aurora', at: new Date(1_790_000_000_000), imo: 9_811_000n, no: null } },
  { channel: 7, name: 'odd "name"\n港', params: [[], ['d', 1], {}, '', 0.5, true, { ['__proto__']: 'own', $date: 1 }] },
]

/** What is stored is what is claimed. */
export const keepingCases: readonly SocketSessionCase[] = [
  {
    name: 'gives every member of a session to who takes it over',
    run: withTwo(async ({ begin, claimed }) => {
      const session = empty({ received: 41, first: 12, waiting: ODD_MESSAGES, channels: ODD_CHANNELS })
      await begin(session)
      equal(printed(await claimed()), printed(session))
    }),
  },
  {
    name: 'gives what was changed',
    run: withTwo(async ({ one, id, begin, claimed }) => {
      await begin()
      for (const append of [ODD_MESSAGES.slice(0, 3), ODD_MESSAGES.slice(3)])
        equal(await one.change(id, 'one', { append }), 'kept')
      equal(await one.change(id, 'one', { received: 7, acknowledged: 1, channels: ODD_CHANNELS }), 'kept')
      equal(await one.change(id, 'one', {}), 'kept')
      const session = empty({ received: 7, first: 2, waiting: ODD_MESSAGES.slice(1), channels: ODD_CHANNELS })
      equal(printed(await claimed()), printed(session))
    }),
  },
  {
    name: 'keeps many messages in order, whatever is let go of meanwhile',
    run: withTwo(async ({ one, id, begin, claimed }) => {
      await begin()
      const all = Array.from({ length: MANY }, (_, index) => message(`notice ${index + 1}`))
      for (let at = 0; at < MANY; at += 500) {
        const change = { append: all.slice(at, at + 500), ...(at > 0 && { acknowledged: at - 100 }) }
        equal(await one.change(id, 'one', change), 'kept')
      }
      equal(printed(await claimed()), printed(empty({ first: 1_901, waiting: all.slice(1_900) })))
    }),
  },
  {
    name: 'changes nothing by letting go of what was let go of',
    run: withTwo(async ({ one, id, begin, claimed }) => {
      await begin({ waiting: [message('one'), message('two')] })
      for (const acknowledged of [2, 1, 2, 0]) equal(await one.change(id, 'one', { acknowledged }), 'kept')
      equal(printed(await claimed()), printed(empty({ first: 3 })))
    }),
  },
  {
    name: 'numbers on from what was let go of before it was added',
    run: withTwo(async ({ one, id, begin, claimed }) => {
      await begin({ waiting: [message('one')] })
      equal(await one.change(id, 'one', { acknowledged: 5, append: [message('six')] }), 'kept')
      equal(await one.change(id, 'one', { append: [message('seven')] }), 'kept')
      equal(printed(await claimed()), printed(empty({ first: 6, waiting: [message('six'), message('seven')] })))
    }),
  },
  {
    name: 'does not change what it gave by what comes later',
    run: withTwo(async ({ one, other, id, begin, claimed }) => {
      await begin({ waiting: [message('one')] })
      const session = await claimed()
      const before = printed(session)
      equal(await other.change(id, 'other', { received: 1, acknowledged: 1, append: [message('two')] }), 'kept')
      equal(printed(session), before)
      equal(await one.change(id, 'one', {}), 'taken')
    }),
  },
  {
    name: 'stores a session once more in the place of what it had of it',
    run: withTwo(async ({ one, id, begin, claimed }) => {
      await begin({ received: 3, first: 2, waiting: [message('two')], channels: ODD_CHANNELS })
      const session = empty({ received: 9, first: 5, waiting: [message('five')] })
      equal(await one.put(id, 'one', session, LONG_MS), 'kept')
      equal(printed(await claimed()), printed(session))
    }),
  },
  {
    name: 'tells every process the same epoch',
    run: withTwo(async ({ one, other, begin }) => {
      const epoch = await one.epoch()
      ok(typeof epoch === 'string' && epoch !== '', 'it is a text')
      await begin()
      equal([await other.epoch(), await one.epoch()], [epoch, epoch])
    }),
  },
]
