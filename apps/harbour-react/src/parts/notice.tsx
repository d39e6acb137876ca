import type { CoreError } from '@fairlead/core'
import type { ReactNode } from 'react'
import { explain } from 'harbour-room/harbour/explain'
import { clockText } from 'harbour-room/harbour/words'
import { useNow } from '../harbour/use-now.ts'
import { Icon } from './icon.tsx'

/** What a failure notice shows. */
export interface FailureNoticeProps {
  readonly error: CoreError
  /** What could not be done, as a sentence. */
  readonly what: string
  readonly onRetry?: (() => void) | undefined
  readonly retryLabel?: string
  readonly busy?: boolean
}

/** Says what failed, why, and what to do; counts down to the moment the server will take the call again. */
export function FailureNotice({
  error,
  what,
  onRetry,
  retryLabel = 'Try again',
  busy = false,
}: FailureNoticeProps): ReactNode {
  const { title, why, todo, technical } = explain(error, what)
  return (
    <div className="notice notice-bad" role="alert" data-kind={error.kind}>
      <Icon name="alert" />
      <div className="notice-text">
        <strong>{title}</strong>
        <p>
          {why} {todo}
        </p>
        <div className="notice-foot">
          {onRetry && <RetryButton retryAt={error.retryAt} onRetry={onRetry} label={retryLabel} busy={busy} />}
          <code>{technical}</code>
        </div>
      </div>
    </div>
  )
}

interface RetryButtonProps {
  readonly retryAt: number | undefined
  readonly onRetry: () => void
  readonly label: string
  readonly busy: boolean
}

function RetryButton({ retryAt = 0, onRetry, label, busy }: RetryButtonProps): ReactNode {
  const now = useNow(250, retryAt)
  const leftS = Math.max(0, Math.ceil((retryAt - now) / 1000))
  return (
    <>
      <button type="button" className="button" onClick={onRetry} disabled={leftS > 0 || busy}>
        {busy ? 'Trying…' : label}
      </button>
      {leftS > 0 && (
        // The screen reader hears the moment once; the seconds that tick are for the eye.
        <span className="countdown" role="timer" aria-label={`Possible again at ${clockText(retryAt)}`}>
          in {Math.floor(leftS / 60)}:{String(leftS % 60).padStart(2, '0')} · at {clockText(retryAt)}
        </span>
      )}
    </>
  )
}

/** Says that something went well. */
export function SuccessNotice({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <div className="notice notice-good" role="status">
      <Icon name="check" />
      <div className="notice-text">{children}</div>
    </div>
  )
}
