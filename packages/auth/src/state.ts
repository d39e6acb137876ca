/** Somebody is signed in. */
interface SignedIn {
  readonly identity: string
  /** What the strategy knows to show of the user. */
  readonly profile: Readonly<Record<string, unknown>> | undefined
  /** When the access token expires, in milliseconds since the Unix epoch; undefined where the server did not say. */
  readonly expiresAt: number | undefined
}

/** A refresh has failed for a reason that will pass. */
interface Failing extends SignedIn {
  /** When it is tried again. */
  readonly retryAt: number
}

/** Why a session has ended. */
export type SignOutReason =
  /** `signOut()` was called here. */
  | 'user'
  /** It was called in another tab or process. */
  | 'elsewhere'
  /** The server no longer takes the refresh token. */
  | 'refresh-rejected'
  /** The server changed the token and its answer was lost. */
  | 'lost-in-transit'
  /** Nothing can renew the token, and it has expired. */
  | 'expired'
  /** Another user signed in. */
  | 'user-switched'
  /** Unused for longer than the idle limit. */
  | 'idle-limit'
  /** Signed in for longer than the absolute limit. */
  | 'absolute-limit'

/** The states by name. `degraded`: the token is good, its refresh fails; `expired`: the token is not, and neither is. */
export interface AuthStates {
  restoring: { readonly status: 'restoring' }
  anonymous: { readonly status: 'anonymous' }
  'signing-in': {
    readonly status: 'signing-in'
    /** The page where the sign-in goes on. */
    readonly redirectTo?: string
  }
  authenticated: SignedIn & { readonly status: 'authenticated' }
  refreshing: SignedIn & { readonly status: 'refreshing' }
  degraded: Failing & { readonly status: 'degraded' }
  expired: Failing & { readonly status: 'expired' }
  'signed-out': { readonly status: 'signed-out'; readonly reason: SignOutReason }
}

/** Where a session stands. */
export type AuthState = AuthStates[keyof AuthStates]

/** Which states may follow which. */
export interface NextStates {
  restoring: 'anonymous' | 'authenticated'
  anonymous: 'signing-in' | 'authenticated'
  'signing-in': 'signing-in' | 'authenticated' | 'anonymous' | 'signed-out'
  authenticated: 'authenticated' | 'refreshing' | 'degraded' | 'expired' | 'signed-out'
  refreshing: 'authenticated' | 'degraded' | 'expired' | 'signed-out'
  degraded: 'refreshing' | 'authenticated' | 'expired' | 'signed-out'
  expired: 'refreshing' | 'authenticated' | 'signed-out'
  'signed-out': 'signing-in' | 'authenticated'
}

/** A change of state, narrowed by `from.status` and `to.status` to those that can happen. */
export type AuthTransition = {
  [From in keyof AuthStates]: { readonly from: AuthStates[From]; readonly to: AuthStates[NextStates[From]] }
}[keyof AuthStates]
