import { failureOf, refusalWords } from 'harbour-room/vessel-file/file-words'
import type { ReactNode } from 'react'
import type { CombinedError } from 'urql'
import { FailureNotice } from '../parts/notice.tsx'
import { Icon } from '../parts/icon.tsx'

/** What went wrong with the file. */
export interface TroubleProps {
  readonly error: CombinedError
  /** What could not be done, as a sentence. */
  readonly what: string
  readonly onRetry?: (() => void) | undefined
  readonly busy?: boolean
}

/** Says what failed: what kept the answer away as for any call, what the harbour itself says in its words. */
export function Trouble({ error, what, onRetry, busy = false }: TroubleProps): ReactNode {
  const failure = failureOf(error)
  if (failure) return <FailureNotice error={failure} what={what} onRetry={onRetry} busy={busy} />
  const { text, code } = refusalWords(error)
  return (
    <div className="notice notice-bad" role="alert" data-kind="graphql">
      <Icon name="alert" />
      <div className="notice-text">
        <strong>{what}</strong>
        <p>{text}</p>
        <div className="notice-foot">
          {onRetry && (
            <button type="button" className="button" disabled={busy} onClick={onRetry}>
              {busy ? 'Trying…' : 'Try again'}
            </button>
          )}
          <code>{code}</code>
        </div>
      </div>
    </div>
  )
}
