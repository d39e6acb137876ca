import type { ReactNode } from 'react'
import type { CombinedError } from 'urql'
import { Icon } from '../parts/icon.tsx'

/** What is missing, and the way to ask for it again. */
export interface PartialNoticeProps {
  readonly error: CombinedError
  readonly busy: boolean
  readonly onRetry: () => void
}

const PARTS: Readonly<Record<string, string>> = {
  cargo: 'her cargo',
  documents: 'her documents',
  voyages: 'her voyages',
}

/** Says that a part of what is shown could not be had, and that the rest is right. */
export function PartialNotice({ error, busy, onRetry }: PartialNoticeProps): ReactNode {
  const missing = error.graphQLErrors.map(({ path }) => PARTS[String(path?.[1])] ?? 'a part of it')
  const [first] = error.graphQLErrors
  return (
    <div className="notice notice-warn" role="status" data-kind="partial">
      <Icon name="alert" />
      <div className="notice-text">
        <strong>The file is here, but for {[...new Set(missing)].join(' and ') || 'its last part'}</strong>
        <p>{first?.message ?? 'The line broke before it came.'} Everything else is up to date.</p>
        <div className="notice-foot">
          <button type="button" className="button" disabled={busy} onClick={onRetry}>
            {busy ? 'Asking…' : 'Ask again'}
          </button>
        </div>
      </div>
    </div>
  )
}
