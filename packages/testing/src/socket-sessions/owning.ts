import { equal, until } from '../conformance/assert.ts'
import type { SocketSessionCase } from './case.ts'
import { IDENTITY, LONG_MS, empty, message, printed, withTwo } from './handle.ts'

const STRANGERS = ['', 'harbour maste', 'harbour master ', 'Harbour master', 'eve', 'harbour master\n']

/** Whose a session is, and how long. */
export const owningCases: readonly SocketSessionCase[] = [
  {
    name: 'shuts out the earlier owner once a session is taken over',
    run: withTwo(async ({ one, other, id, begin, claimed }) => {
      await begin({ received: 1 })
      equal((await claimed())?.received, 1)
      equal(await one.change(id, 'one', { received: 2, append: [message('late')] }), 'taken')
      equal(await one.put(id, 'one', empty({ received: 2 }), LONG_MS), 'taken')
      await one.remove(id, 'one')
      equal(await other.change(id, 'other', { received: 3 }), 'kept')
      equal(printed(await one.claim(id, 'one', IDENTITY)), printed(empty({ received: 3 })), 'and it can be had back')
      equal(await other.change(id, 'other', {}), 'taken')
    }),
  },
  {
    name: 'gives a session to nobody else, and leaves it where it is then',
    run: withTwo(async ({ one, other, id, begin }) => {
      await begin()
      for (const stranger of STRANGERS) equal(await other.claim(id, 'other', stranger), undefined)
      equal(await other.change(id, 'other', { received: 9 }), 'taken')
      equal(await one.change(id, 'one', { received: 1 }), 'kept')
    }),
  },
  {
    name: 'keeps the sessions of nobody, and of a name that looks like something else',
    run: withTwo(async ({ one, other, id }) => {
      for (const identity of ['', '0', 'null', '{"id":1}', '__proto__', '港 🚢\n']) {
        const own = `${id} ${identity}`
        equal(await one.put(own, 'one', empty({ identity }), LONG_MS), 'kept')
        equal(printed(await other.claim(own, 'other', identity)), printed(empty({ identity })))
        await other.remove(own, 'other')
      }
    }),
  },
  {
    name: 'has nothing of a session that is removed or was never there',
    run: withTwo(async ({ one, id, begin, claimed }) => {
      equal(await claimed(), undefined)
      equal(await one.change(id, 'one', { append: [message('one')] }), 'gone')
      await one.remove(id, 'one')
      await begin({ waiting: [message('one')] })
      await one.remove(id, 'one')
      equal(await claimed(), undefined)
      equal(await one.change(id, 'one', {}), 'gone')
      await begin()
      equal(printed(await claimed()), printed(empty()), 'nothing of before comes back')
    }),
  },
  {
    name: 'lets one of many take a session over last, and only that one change it',
    run: withTwo(async ({ one, other, id, begin }) => {
      await begin({ received: 5 })
      const owners = Array.from({ length: 10 }, (_, index) => `owner ${index}`)
      const storeOf = (index: number) => (index % 2 ? one : other)
      const claims = await Promise.all(owners.map(async (owner, index) => storeOf(index).claim(id, owner, IDENTITY)))
      equal(
        claims.map((claim) => claim?.received),
        owners.map(() => 5),
      )
      const fates = await Promise.all(owners.map(async (owner, index) => storeOf(index).change(id, owner, {})))
      equal(fates.filter((fate) => fate === 'kept').length, 1)
      await Promise.all(owners.map(async (owner, index) => storeOf(index).remove(id, owner)))
    }),
  },
  {
    name: 'forgets a session after its time',
    run: withTwo(async ({ one, other, id }) => {
      equal(await one.put(id, 'one', empty({ waiting: [message('one')] }), 100), 'kept')
      await until(async () => (await other.put(id, 'other', empty(), LONG_MS)) === 'kept', 'the id is free')
      equal(await one.change(id, 'one', {}), 'taken')
    }),
  },
]
