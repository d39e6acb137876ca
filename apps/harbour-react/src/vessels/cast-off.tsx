import type { Mooring, Vessel } from 'harbour-api/contract'
import type { ReactNode } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { useWrite } from '../harbour/use-write.ts'
import { momentText } from 'harbour-room/harbour/words'
import { FailureNotice } from '../parts/notice.tsx'
import { ForOfficers } from '../session/for-officers.tsx'

/** What casting off needs to know. */
export interface CastOffProps {
  readonly vessel: Vessel
  readonly mooring: Mooring
  /** Called with a sentence to show. */
  readonly onDone: (sentence: string) => void
}

/** Where a vessel lies, and the way to let her go. Casting off is not repeatable, so it is sent once. */
export function CastOff({ vessel, mooring, onDone }: CastOffProps): ReactNode {
  const { client, queries } = useControlRoom()
  const { busy, failure, send } = useWrite(queries.vessels.castOff.mutationOptions())
  const castOff = async (): Promise<void> => {
    const result = await send({ params: { id: vessel.id } })
    if ('data' in result) return onDone(`${vessel.name} has left ${mooring.berthName}.`)
    // Another hand may have been quicker, or the answer was lost on its way: look again.
    const { error } = result
    if (error.kind !== 'http' || error.status === 409) client.tags.invalidate([`vessel:${vessel.id}`])
  }
  return (
    <section className="block lies" aria-labelledby="lies-title">
      <h3 id="lies-title">Alongside</h3>
      <p className="berth-line">
        <strong>{mooring.berthName}</strong>
        <span>{mooring.harbourName}</span>
      </p>
      <p className="muted">
        Since <time dateTime={mooring.since}>{momentText(mooring.since)}</time>, until{' '}
        <time dateTime={mooring.until}>{momentText(mooring.until)}</time>
      </p>
      {failure && <FailureNotice error={failure} what={`${vessel.name} could not cast off.`} />}
      <ForOfficers why={`Only officers on watch cast off. Sign in to let ${vessel.name} go.`}>
        <button type="button" className="button" disabled={busy} onClick={() => void castOff()}>
          {busy ? 'Casting off…' : 'Cast off'}
        </button>
      </ForOfficers>
    </section>
  )
}
