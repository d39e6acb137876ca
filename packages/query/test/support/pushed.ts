import { type AnyClient, update } from '@fairlead/core'
import { type LinkEvents, atMostOnce, connect, incoming } from '@fairlead/ws'
import * as z from 'zod'
import { Vessel, contract } from './fleet.ts'

const { byId } = contract

/** Messages of each kind: that change, that change and make stale, and that make stale. */
export const messages = {
  toClient: {
    reflagged: incoming(Vessel.pick({ id: true, flag: true }), {
      updates: ({ id, flag }) => [update(byId, { params: { id } }, (vessel) => ({ ...vessel, flag }))],
    }),
    renamed: incoming(Vessel.pick({ id: true, name: true }), {
      invalidates: ({ id }) => ['vessels', `vessel:${id}`],
      updates: ({ id, name }) => [update(byId, { params: { id } }, (vessel) => ({ ...vessel, name }))],
    }),
    sunk: incoming(Vessel.pick({ id: true }), {
      updates: ({ id }) => [
        update(byId, { params: { id } }, () => {
          throw new Error('a mistake')
        }),
        update(contract.count, {}, ({ vessels }) => ({ vessels: vessels - 1 })),
      ],
    }),
    tide: z.number(),
  },
} as const

/** A connection of a page whose server is the test. */
export function pushed(client: AnyClient) {
  const links: LinkEvents[] = []
  const connection = connect(client, {
    url: '/live',
    messages,
    delivery: atMostOnce(),
    transport: {
      name: 'scripted',
      connect(_, events) {
        links.push(events)
        queueMicrotask(events.open)
        return { bufferedAmount: 0, send() {}, close() {} }
      },
    },
  })
  return {
    connection,
    /** Says something to the page, as a task of its own. */
    say: (type: keyof (typeof messages)['toClient'], data: unknown) =>
      links.at(-1)?.frame(JSON.stringify({ type, data })),
    drop: () => links.at(-1)?.down({ code: 1006 }),
  }
}
