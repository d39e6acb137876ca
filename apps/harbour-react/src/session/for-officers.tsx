import type { ReactNode } from 'react'
import { nameOf } from 'harbour-room/session/session-words'
import { useAuth } from './use-auth.ts'
import { useSignIn } from './use-sign-in.ts'

/** What is for officers on watch alone. */
export interface ForOfficersProps {
  /** Why it is off for others, as a sentence. */
  readonly why: string
  /** The control for it. */
  readonly children: ReactNode
}

/** Shows a control to officers on watch; others read why it is off and find the way in. */
export function ForOfficers({ why, children }: ForOfficersProps): ReactNode {
  const state = useAuth()
  const { signIn, problem } = useSignIn()
  if (nameOf(state) !== undefined) return children
  if (state.status === 'restoring') return null
  return (
    <div className="for-officers">
      <p className="muted">{problem ?? why}</p>
      <button type="button" className="button" disabled={state.status === 'signing-in'} onClick={signIn}>
        Sign in to go on
      </button>
    </div>
  )
}
