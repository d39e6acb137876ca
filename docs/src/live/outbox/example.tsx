import { useOutbox } from '@fairlead/react/queue'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { BookingClient } from './client.ts'
import { bookings } from './contract.ts'

export function Bookings({ client, q }: BookingClient) {
  const { data = [], error } = useQuery(q.bookings.list.queryOptions())
  const { entries, flush, cancel } = useOutbox()
  const [berth, setBerth] = useState('N4')

  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void client.queue.outbox.send(bookings.book, { body: { berth } }, { waitMs: 0 })
        }}
      >
        <label>
          Berth <input value={berth} onChange={(event) => setBerth(event.target.value)} required size={6} />
        </label>
        <button type="submit">Book</button>
      </form>
      {error && <p role="alert">The list cannot be had now: {error.kind}</p>}
      <ul aria-label="Bookings">
        {data.map(({ id, berth: booked }) => (
          <li key={id}>
            {booked}: booked as {id}
          </li>
        ))}
        {entries.map(({ id, state, attempts }) => (
          <li key={id}>
            {state === 'dead' ? 'Refused' : `Kept here, tried ${attempts === 1 ? 'once' : `${attempts} times`}`}{' '}
            <button type="button" onClick={() => void cancel(id)}>
              Take back
            </button>
          </li>
        ))}
      </ul>
      <button type="button" disabled={entries.length === 0} onClick={() => void flush()}>
        Try now
      </button>
    </>
  )
}
