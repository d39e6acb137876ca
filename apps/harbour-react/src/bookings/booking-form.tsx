import type { CoreError } from '@fairlead/core'
import type { NewBooking, Vessel } from 'harbour-api/contract'
import { book } from 'harbour-room/bookings/book'
import { type ReactNode, useId, useState } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { useAnswer } from '../harbour/use-answer.ts'
import { FailureNotice } from '../parts/notice.tsx'
import type { KeptBooking } from 'harbour-room/bookings/kept'
import { dayText, nextDays } from 'harbour-room/bookings/kept-words'

const DAYS = 7

/** What the form needs to know. */
export interface BookingFormProps {
  readonly vessels: readonly Vessel[]
  readonly kept: readonly KeptBooking[]
  /** The kept booking that is being changed, with what is in it. */
  readonly changing: { readonly id: string; readonly booking: NewBooking; readonly harbourId: string } | undefined
  /** Called with a sentence to show. */
  readonly onDone: (sentence: string) => void
  /** Called later, when a kept booking has reached the harbour; empty where it never will as it is. */
  readonly onNews: (sentence: string) => void
}

/** Books a berth for a day. What cannot be sent now is kept, and goes out when it can. */
export function BookingForm({ vessels, kept, changing, onDone, onNews }: BookingFormProps): ReactNode {
  const room = useControlRoom()
  const id = useId()
  const before = changing?.booking
  const [vesselId, setVessel] = useState(before?.vesselId ?? '')
  const [harbourId, setHarbour] = useState(changing?.harbourId ?? '')
  const [berthId, setBerth] = useState(before?.berthId ?? '')
  const [days] = useState(() => nextDays(DAYS, Date.now()))
  const [day, setDay] = useState(before?.day ?? (days[0] as string))
  const [pilot, setPilot] = useState(before?.pilot ?? false)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<CoreError>()
  const harbours = useAnswer((call) => room.queries.harbours.list.queryOptions({}, { call }))
  const harbour = harbourId || (harbours.data?.[0]?.id ?? '')
  const vessel = vessels.find((each) => each.id === vesselId)
  const waiting = kept.find(
    ({ state, attempts, booking }) => state === 'pending' && attempts === 0 && booking?.vesselId === vesselId,
  )
  const submit = async (): Promise<void> => {
    setBusy(true)
    setFailure(undefined)
    const result = await book(room, {
      booking: { vesselId, berthId, day, pilot },
      vesselName: vessel?.name ?? 'She',
      instead: changing?.id,
      onNews,
    }).finally(() => setBusy(false))
    if ('failure' in result) setFailure(result.failure)
    else onDone(result.sentence)
  }
  const isReady = vesselId !== '' && berthId !== ''
  const verb = changing ? 'Change the booking' : waiting ? 'Change what waits' : 'Book'
  return (
    <form
      className="booking-form"
      aria-label="Book a berth"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <fieldset disabled={busy}>
        <div className="field">
          <label htmlFor={`${id}-vessel`}>Vessel</label>
          <select id={`${id}-vessel`} value={vesselId} onChange={(event) => setVessel(event.target.value)}>
            <option value="" disabled>
              Choose a vessel
            </option>
            {vessels.map(({ id: key, name }) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={`${id}-day`}>Day</label>
          <select id={`${id}-day`} value={day} onChange={(event) => setDay(event.target.value)}>
            {[...new Set([...days, day])].map((each) => (
              <option key={each} value={each}>
                {dayText(each)}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={`${id}-harbour`}>Harbour</label>
          <select
            id={`${id}-harbour`}
            value={harbour}
            disabled={!harbours.data}
            onChange={(event) => {
              setHarbour(event.target.value)
              setBerth('')
            }}
          >
            {harbours.data?.map(({ id: key, name }) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <BerthSelect harbourId={harbour} vessel={vessel} value={berthId} onChoose={setBerth} />
        <label className="check">
          <input type="checkbox" checked={pilot} onChange={(event) => setPilot(event.target.checked)} /> With a pilot
        </label>
      </fieldset>
      <button type="submit" className="button button-main" disabled={busy || !isReady}>
        {busy ? 'Booking…' : verb}
      </button>
      {failure && <FailureNotice error={failure} what="The berth could not be booked." />}
    </form>
  )
}

interface BerthSelectProps {
  readonly harbourId: string
  readonly vessel: Vessel | undefined
  readonly value: string
  readonly onChoose: (berthId: string) => void
}

function BerthSelect({ harbourId, vessel, value, onChoose }: BerthSelectProps): ReactNode {
  const { queries } = useControlRoom()
  const id = useId()
  const { data, loading } = useAnswer((call) =>
    queries.harbours.berths.queryOptions({ params: { id: harbourId || 'northgate' } }, { call }),
  )
  return (
    <div className="field">
      <label htmlFor={id}>Berth</label>
      <select id={id} value={value} disabled={!data} onChange={(event) => onChoose(event.target.value)}>
        <option value="" disabled>
          {data || loading ? 'Choose a berth' : 'Out of reach'}
        </option>
        {data?.map(({ id: key, name, lengthM, depthM }) => {
          const isSmall = vessel !== undefined && (vessel.lengthM > lengthM || vessel.draughtM >= depthM)
          return (
            <option key={key} value={key}>
              {name}
              {isSmall ? ' (too small)' : ''}
            </option>
          )
        })}
      </select>
    </div>
  )
}
