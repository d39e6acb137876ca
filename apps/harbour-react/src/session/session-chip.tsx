import type { AuthState } from '@fairlead/auth'
import type { ReactNode } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { useNow } from '../harbour/use-now.ts'
import { Icon } from '../parts/icon.tsx'
import { endingWords, nameOf, standingWords } from 'harbour-room/session/session-words'
import { useAuth } from './use-auth.ts'
import { useSignIn } from './use-sign-in.ts'

/** Who is on watch, how the session stands, and the way in and out. */
export function SessionChip(): ReactNode {
  const { client } = useControlRoom()
  const state = useAuth()
  const { signIn, problem } = useSignIn()
  const name = nameOf(state)
  /** Here at once, and at the provider, which would otherwise sign the same officer in again unasked. */
  const signOut = async (): Promise<void> => {
    const { redirectTo } = await client.auth.signOut()
    if (redirectTo !== undefined) location.assign(redirectTo)
  }
  if (state.status === 'restoring') return null
  const unasked = state.status === 'signed-out' && state.reason !== 'user'
  if (name === undefined)
    return (
      <div className="session" data-status={state.status}>
        <span className="session-note" data-tone={unasked || problem !== undefined ? 'bad' : undefined} role="status">
          {problem ?? endingWords(state)}
        </span>
        <button type="button" className="button" disabled={state.status === 'signing-in'} onClick={signIn}>
          {state.status === 'signing-in' ? 'Signing in…' : 'Sign in'}
        </button>
      </div>
    )
  return (
    <div className="session" data-status={state.status}>
      <span className="session-who" title={`Session: ${state.status}`}>
        <Icon name="watch" />
        <b>{name}</b>
      </span>
      <Standing state={state} />
      <button type="button" className="button-quiet" onClick={() => void signOut()}>
        Sign out
      </button>
    </div>
  )
}

/** How long the token is good, or when its refresh is tried again. */
function Standing({ state }: { readonly state: AuthState }): ReactNode {
  const { text, isBad } = standingWords(state, useNow(1000))
  return (
    <span className="session-note" data-tone={isBad ? 'bad' : undefined} role={isBad ? 'status' : undefined}>
      {text}
    </span>
  )
}
