import type { ReactNode } from 'react'
import { minuteText } from 'harbour-room/harbour/words'
import { Icon } from './icon.tsx'

/** What the line says. */
export interface AsOfProps {
  /** Milliseconds since the Unix epoch; undefined where what is shown is up to date. */
  readonly at: number | undefined
  readonly busy: boolean
  readonly onRetry: () => void
}

/** Says that what is shown was true a while ago, because the harbour cannot be asked. Readers hear of it when it comes. */
export function AsOf({ at, busy, onRetry }: AsOfProps): ReactNode {
  return (
    <div className="as-of" role="status">
      {at !== undefined && (
        <>
          <Icon name="cut-off" />
          <p>
            As of <time dateTime={new Date(at).toISOString()}>{minuteText(at)}</time>, the harbour cannot be reached
          </p>
          <button type="button" className="button-quiet" disabled={busy} onClick={onRetry}>
            {busy ? 'Trying…' : 'Try again'}
          </button>
        </>
      )}
    </div>
  )
}
