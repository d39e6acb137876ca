import type { Booking } from 'harbour-api/contract'
import { type ReactNode, useState, useSyncExternalStore } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { useAnswer } from '../harbour/use-answer.ts'
import { useNow } from '../harbour/use-now.ts'
import { AsOf } from '../parts/as-of.tsx'
import { FailureNotice, SuccessNotice } from '../parts/notice.tsx'
import { ForOfficers } from '../session/for-officers.tsx'
import { BookingForm } from './booking-form.tsx'
import { KeptRow } from './kept-row.tsx'
import { berthWords, countKept, dayText } from 'harbour-room/bookings/kept-words'

/** The switch for the line to the harbour. */
export interface BookingsPanelProps {
  readonly offline: boolean
  readonly onOffline: (offline: boolean) => void
}

/** Berths that are booked, bookings that have not reached the harbour yet, and the way to make one. */
export function BookingsPanel({ offline, onOffline }: BookingsPanelProps): ReactNode {
  const { client, keptBookings, queries } = useControlRoom()
  const kept = useSyncExternalStore(keptBookings.subscribe, keptBookings.list)
  const booked = useAnswer((call) => queries.bookings.list.queryOptions({}, { call }))
  const harbours = useAnswer((call) => queries.harbours.list.queryOptions({}, { call }))
  const vessels = useAnswer((call) => queries.vessels.list.queryOptions({ query: { pageSize: 100 } }, { call }))
  const [changing, setChanging] = useState<string>()
  const [done, setDone] = useState<string>()
  const [turn, setTurn] = useState(0)
  const now = useNow(1000, kept.length > 0 ? Infinity : 0)
  const changed = kept.find(({ id }) => id === changing)
  // The identifier of a berth begins with that of its harbour.
  const harbourOf = (berthId = ''): string => harbours.data?.find(({ id }) => berthId.startsWith(`${id}-`))?.id ?? ''
  const nameOf = (id = ''): string => vessels.data?.items.find((each) => each.id === id)?.name ?? id
  return (
    <section className="panel bookings" aria-labelledby="bookings-title">
      <header className="panel-head">
        <h2 id="bookings-title">Bookings</h2>
        <p className="count" role="status">
          {countKept(kept)}
        </p>
        <button
          type="button"
          className="chip"
          aria-pressed={offline}
          title="Cuts the line to the harbour, for this tab"
          onClick={() => onOffline(!offline)}
        >
          Offline
        </button>
      </header>
      <div className="progress" data-on={booked.loading} />
      <AsOf at={booked.asOf} busy={booked.loading} onRetry={booked.reload} />
      <div className="scroll">
        {kept.length > 0 && (
          <section className="block" aria-labelledby="kept-title">
            <div className="block-head">
              <h3 id="kept-title">Not yet with the harbour</h3>
              <button type="button" className="button-quiet" onClick={() => void client.queue.outbox.flush()}>
                Send now
              </button>
            </div>
            <ul className="kept-list">
              {kept.map((each) => (
                <KeptRow
                  key={each.id}
                  kept={each}
                  vesselName={nameOf(each.booking?.vesselId)}
                  berthName={berthWords(each.booking?.berthId, harbourOf(each.booking?.berthId))}
                  now={now}
                  onChange={() => {
                    setDone(undefined)
                    setChanging(each.id)
                  }}
                />
              ))}
            </ul>
          </section>
        )}
        <section className="block" aria-labelledby="book-title">
          <div className="block-head">
            <h3 id="book-title">
              {changed ? `Change the booking of ${nameOf(changed.booking?.vesselId)}` : 'Book a berth'}
            </h3>
            {changed && (
              <button type="button" className="button-quiet" onClick={() => setChanging(undefined)}>
                Leave it
              </button>
            )}
          </div>
          <ForOfficers why="Only officers on watch book berths. What an officer leaves unsent waits for them.">
            <BookingForm
              key={`${changed?.id} ${turn}`}
              vessels={vessels.data?.items ?? []}
              kept={kept}
              changing={
                changed?.booking && {
                  id: changed.id,
                  booking: changed.booking,
                  harbourId: harbourOf(changed.booking.berthId),
                }
              }
              onNews={(sentence) => setDone(sentence || undefined)}
              onDone={(sentence) => {
                setDone(sentence || undefined)
                setChanging(undefined)
                setTurn((count) => count + 1)
              }}
            />
          </ForOfficers>
          {done !== undefined && <SuccessNotice>{done}</SuccessNotice>}
        </section>
        <section className="block" aria-labelledby="booked-title">
          <h3 id="booked-title">Booked</h3>
          {booked.failure && (
            <FailureNotice
              error={booked.failure}
              what={booked.data ? 'The bookings could not be brought up to date.' : 'The bookings could not be loaded.'}
              onRetry={booked.reload}
              busy={booked.loading}
            />
          )}
          {booked.data?.length === 0 && <p className="muted">No berth is booked for the next days.</p>}
          {booked.data && booked.data.length > 0 && (
            <ul className="stays">
              {booked.data.map((booking) => (
                <BookedRow key={booking.id} booking={booking} />
              ))}
            </ul>
          )}
        </section>
      </div>
    </section>
  )
}

function BookedRow({ booking }: { readonly booking: Booking }): ReactNode {
  const { vesselName, berthName, harbourName, day, pilot, bookedBy } = booking
  return (
    <li data-booking={booking.id}>
      <strong>{vesselName}</strong>
      <span>
        {berthName}, {harbourName}
        {pilot && ', with a pilot'}, by {bookedBy}
      </span>
      <time dateTime={day}>{dayText(day)}</time>
    </li>
  )
}
