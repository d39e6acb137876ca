import { mockFetch, networkError } from '@fairlead/testing'
import type { Choice, Faults } from '../shared/faults.ts'
import { createBookingClient } from './client.ts'
import { bookings } from './contract.ts'

export const choices: readonly Choice[] = [
  { id: 'well', label: 'works' },
  { id: 'offline', label: 'no network', fault: { offline: true } },
  { id: 'lost', label: 'books, and the answer is lost once' },
  { id: 'busy', label: '503', fault: { status: 503 } },
  { id: 'taken', label: 'the berth is taken (409)' },
]

export function connect({ faultOf, chosen }: Faults) {
  /** Bookings by the key of the request that made them. */
  const booked = new Map<string, { readonly id: string; readonly berth: string }>()
  const mock = mockFetch(
    { bookings },
    {
      bookings: {
        list: () => [...booked.values()],
        book: ({ body: { berth }, headers, reply }) => {
          if (chosen.get() === 'taken') return reply(409, { title: 'The berth is taken' })
          const key = headers['idempotency-key'] ?? ''
          const booking = booked.get(key) ?? { id: `no. ${booked.size + 1}`, berth }
          booked.set(key, booking)
          if (chosen.get() !== 'lost') return reply(201, booking, { delayMs: 100 })
          chosen.set('well')
          return networkError()
        },
      },
    },
    { faults: faultOf },
  )
  return createBookingClient(mock)
}
