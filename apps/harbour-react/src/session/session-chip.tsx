import type { AuthState, SignOutReason } from '@fairlead/auth'
import type { ReactNode } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { useNow } from '../harbour/use-now.ts'
import { Icon } from '../parts/icon.tsx'
import { nameOf, useSession } from './use-session.ts'
import { useSignIn } from './use-sign-in.ts'

const ENDINGS: Readonly<Record<SignOutReason, string>> = {
  user: 'Signed out',
  elsewhere: 'Signed out in another tab',
  'refresh-rejected': 'Signed out: the provider no longer knows this session',
  'lost-in-transit': 'Signed out: the answer to a refresh was lost',
  expired: 'Signed out: the session expired',
  'user-switched': 'Somebody else has signed in',
  'idle-limit': 'Signed out: not used for too long',
  'absolute-limit': 'Signed out: the watch is over',
}

/** Who is on watch, how the session stands, and the way in and out. */
export function SessionChip(): ReactNode {
  const { client } = useControlRoom()
  const state = useSession()
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
          {problem ?? (state.status === 'signed-out' ? ENDINGS[state.reason] : '')}
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
  const now = useNow(1000)
  const { expiresAt } = state as { expiresAt?: number }
  if (state.status === 'degraded' || state.status === 'expired') {
    const seconds = Math.max(0, Math.ceil((state.retryAt - now) / 1000))
    const what = state.status === 'degraded' ? 'Provider not answering' : 'Token expired'
    return (
      <span className="session-note" data-tone="bad" role="status">
        {what}, again in {seconds} s
      </span>
    )
  }
  const words = state.status === 'refreshing' ? 'refreshing…' : `token ${secondsText(expiresAt, now)}`
  return <span className="session-note">{words}</span>
}

function secondsText(expiresAt: number | undefined, now: number): string {
  return expiresAt === undefined ? 'without end' : `${Math.max(0, Math.round((expiresAt - now) / 1000))} s`
}
