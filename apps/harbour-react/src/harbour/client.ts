import { type Auth, type AuthFailure, type Challenge, auth } from '@fairlead/auth'
import { idbCoordinator } from '@fairlead/auth/idb'
import { oidc } from '@fairlead/auth/oidc'
import type { OAuthSignIn } from '@fairlead/auth/oidc'
import { cache } from '@fairlead/cache'
import { idbStore } from '@fairlead/cache/idb'
import { type Client, type Plugin, createClient } from '@fairlead/core'
import { TAB_HEADER, contract } from 'harbour-api/contract'

/** The session of the control room. */
export type HarbourAuth = Auth<OAuthSignIn | undefined>

// oxlint-disable-next-line typescript/no-empty-object-type -- auth adds no call options
type AuthPlugin = Plugin<'auth', {}, HarbourAuth, AuthFailure>

/** A page that starts has its hands full: opening the database may take longer than any answer from it. */
const STORE_DEADLINE_MS = 1_000

/** The harbour's API as the control room calls it. */
export type HarbourClient = Client<typeof contract, readonly [AuthPlugin, ReturnType<typeof cache>]>

/**
 * Makes the client of one browser tab. Its clocks are short, so that a person who waits soon hears why; the tokens are
 * shared with the other tabs, and so is what was read.
 * @param tab limits the faults to this tab
 * @param onChallenge asks the officer to confirm, where the harbour wants that
 */
export function createHarbourClient(
  tab: string,
  onChallenge: (challenge: Challenge) => Promise<boolean>,
): HarbourClient {
  const session = auth({
    strategy: oidc({
      issuer: `${location.origin}/oidc`,
      clientId: 'control-room',
      redirectUri: `${location.origin}/callback`,
      postSignOutRedirectUri: `${location.origin}/`,
      scope: 'openid profile',
    }),
    coordinator: idbCoordinator(),
    onChallenge,
  })
  return createClient({
    baseUrl: '/api',
    contract,
    plugins: [session, cache({ store: idbStore(), storeDeadlineMs: STORE_DEADLINE_MS })],
    headers: { [TAB_HEADER]: tab },
    retry: { limit: 2, baseMs: 500 },
    timeouts: { attemptMs: 12_000, totalMs: 20_000, idleMs: 1500 },
  })
}

/** A name for this tab that survives a reload. */
export function tabName(): string {
  const name = sessionStorage.getItem(TAB_HEADER) ?? crypto.randomUUID()
  sessionStorage.setItem(TAB_HEADER, name)
  return name
}
