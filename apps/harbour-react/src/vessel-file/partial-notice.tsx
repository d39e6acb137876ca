import { missingWords } from 'harbour-room/vessel-file/file-words'
import type { ReactNode } from 'react'
import type { CombinedError } from 'urql'
import { Icon } from '../parts/icon.tsx'

/** What is missing, and the way to ask for it again. */
export interface PartialNoticeProps {
  readonly error: CombinedError
  readonly busy: boolean
  readonly onRetry: () => void
}

/** Says that a part of what is shown could not be had, and that the rest is right. */
export function PartialNotice({ error, busy, onRetry }: PartialNoticeProps): ReactNode {
  const { what, why } = missingWords(error)
  return (
    <div className="notice notice-warn" role="status" data-kind="partial">
      <Icon name="alert" />
      <div className="notice-text">
        <strong>The file is here, but for {what}</strong>
        <p>{why} Everything else is up to date.</p>
        <div className="notice-foot">
          <button type="button" className="button" disabled={busy} onClick={onRetry}>
            {busy ? 'Asking…' : 'Ask again'}
          </button>
        </div>
      </div>
    </div>
  )
}
