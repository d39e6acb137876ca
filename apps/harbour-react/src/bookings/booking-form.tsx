import { type CoreError, isFairleadError } from '@fairlead/core'
import { type Booking, type NewBooking, type Vessel, bookings } from 'harbour-api/contract'
import { type ReactNode, useId, useState } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { useCall } from '../harbour/use-call.ts'
import { FailureNotice } from '../parts/notice.tsx'
import type { KeptBooking } from './kept.ts'
import { dayText, nextDays } from './kept-words.ts'

const DAYS = 7
/** How long a person waits to see whether the harbour takes it at once. */
const WAIT_MS = 1_500

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
  const { client, timeline } = useControlRoom()
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
  const harbours = useCall('harbours', ['berths'], (options) => client.api.harbours.list({}, options))
  const harbour = harbourId || (harbours.data?.[0]?.id ?? '')
  const vessel = vessels.find((each) => each.id === vesselId)
  const waiting = kept.find(
    ({ state, attempts, booking }) => state === 'pending' && attempts === 0 && booking?.vesselId === vesselId,
  )
  const submit = async (): Promise<void> => {
    const wanted = { vesselId, berthId, day, pilot }
    const name = vessel?.name ?? 'She'
    setBusy(true)
    setFailure(undefined)
    try {
      if (changing !== undefined) {
        const isChanged = await client.queue.outbox.replace(changing.id, wanted)
        return onDone(isChanged ? `The booking of ${name} is changed.` : `The booking of ${name} had gone out already.`)
      }
      // A vessel's bookings keep their order, and one that has not been tried yet is changed instead of doubled.
      const sent = await client.queue.outbox.send(
        bookings.book,
        { body: wanted },
        { lane: vesselId, merge: 'booking', waitMs: WAIT_MS },
      )
      const booked = ({ berthName, day: on }: Booking): string => `${name} is booked at ${berthName} on ${dayText(on)}.`
      if (sent.state === 'sent') return onDone(booked(sent.data))
      timeline.keep(bookings.book.path)
      void sent.receipt.data.then(booked, () => '').then(onNews)
      onDone(`The booking of ${name} is kept here. It goes out by itself, once.`)
    } catch (error) {
      if (!isFairleadError(error)) throw error
      const refused = error
      // What the harbour refuses is set aside in the list above, with a choice.
      if (refused.kind === 'http' && refused.status === 409) return onDone('')
      setFailure(refused)
    } finally {
      setBusy(false)
    }
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
  const { client } = useControlRoom()
  const id = useId()
  const { data, loading } = useCall(`book:${harbourId}`, ['berths'], (options) =>
    client.api.harbours.berths({ params: { id: harbourId || 'northgate' } }, options),
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
