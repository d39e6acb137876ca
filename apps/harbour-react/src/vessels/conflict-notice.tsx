import type { Berth, Conflict, Vessel } from 'harbour-api/contract'
import type { ReactNode } from 'react'
import { Icon } from '../parts/icon.tsx'

/** What the notice shows. */
export interface ConflictNoticeProps {
  readonly vessel: Vessel
  readonly conflict: Conflict
  readonly onTake: (berth: Berth) => void
}

/** Says why the harbour refused a berth, and offers the free ones that fit. */
export function ConflictNotice({ vessel, conflict, onTake }: ConflictNoticeProps): ReactNode {
  return (
    <div className="notice notice-warn" role="alert" data-kind="conflict">
      <Icon name="anchor" />
      <div className="notice-text">
        <strong>{conflict.title}</strong>
        <p>{conflict.detail}</p>
        {conflict.alternatives.length > 0 ? (
          <>
            <p>These are free and fit {vessel.name}:</p>
            <ul className="alternatives">
              {conflict.alternatives.map((berth) => (
                <li key={berth.id}>
                  <button type="button" className="chip" onClick={() => onTake(berth)}>
                    {berth.name}, {berth.harbourName}
                  </button>
                </li>
              ))}
            </ul>
          </>
        ) : (
          <p>
            {conflict.reason === 'already-moored'
              ? 'Cast off first.'
              : 'No free berth fits her now; wait for one to be left.'}
          </p>
        )}
        <div className="notice-foot">
          <code>HTTP 409 · {conflict.reason}</code>
        </div>
      </div>
    </div>
  )
}
