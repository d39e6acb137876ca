import type { NewBooking } from 'harbour-api/contract'
import type { ReactNode } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { Icon } from '../parts/icon.tsx'
import type { KeptBooking } from 'harbour-room/bookings/kept'
import { dayText, keptWords } from 'harbour-room/bookings/kept-words'

/** What a row shows. */
export interface KeptRowProps {
  readonly kept: KeptBooking
  readonly vesselName: string
  readonly berthName: string
  /** Milliseconds since the Unix epoch. */
  readonly now: number
  readonly onChange: () => void
}

/** A booking that is not yet with the harbour: how it stands, and what can be done about it. */
export function KeptRow({ kept, vesselName, berthName, now, onChange }: KeptRowProps): ReactNode {
  const { client } = useControlRoom()
  const { outbox } = client.queue
  const { id, state, booking, conflict } = kept
  const cancel = (): void => void outbox.cancel(id)
  const take = (berthId: string): void =>
    void (booking && outbox.replace(id, { ...booking, berthId } satisfies NewBooking))
  return (
    <li className="kept" data-state={state}>
      <div className="kept-head">
        <strong>{vesselName}</strong>
        <span>
          {berthName}
          {booking && `, ${dayText(booking.day)}`}
        </span>
        <span className="kept-state">
          <Icon name={state === 'dead' ? 'alert' : 'outbox'} /> {keptWords(kept, now)}
        </span>
      </div>
      {state === 'dead' && (
        <div className="kept-why" role="alert">
          <p>
            <b>{conflict?.title ?? 'The harbour refused it.'}</b> {conflict?.detail}
          </p>
          {conflict && conflict.alternatives.length > 0 && (
            <>
              <p>Free on that day, and fit her:</p>
              <ul className="alternatives">
                {conflict.alternatives.map(({ id: berthId, name, harbourName }) => (
                  <li key={berthId}>
                    <button type="button" className="chip" onClick={() => take(berthId)}>
                      {name}, {harbourName}
                    </button>
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      )}
      <div className="kept-buttons">
        <button type="button" className="button-quiet" disabled={state === 'sending' || !booking} onClick={onChange}>
          Change
        </button>
        {state === 'dead' && (
          <button type="button" className="button-quiet" onClick={() => void outbox.retry(id)}>
            Send again
          </button>
        )}
        <button type="button" className="button-quiet" disabled={state === 'sending'} onClick={cancel}>
          {state === 'dead' ? 'Give up' : 'Take back'}
        </button>
      </div>
    </li>
  )
}
