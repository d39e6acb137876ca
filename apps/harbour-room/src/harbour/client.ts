import { type Auth, type AuthFailure, type Challenge, auth } from '@fairlead/auth'
import { idbCoordinator } from '@fairlead/auth/idb'
import { oidc } from '@fairlead/auth/oidc'
import type { OAuthSignIn } from '@fairlead/auth/oidc'
import { cache } from '@fairlead/cache'
import { idbStore } from '@fairlead/cache/idb'
import { type Client, type Plugin, createClient } from '@fairlead/core'
import { monitoring } from '@fairlead/monitoring'
import { faults, performanceTracks } from '@fairlead/monitoring/devtools'
import { type Outbox, type OutboxOptions, outbox, queue } from '@fairlead/queue'
import { TAB_HEADER, contract } from 'harbour-api/contract'
import { type OnReply, onReply } from './on-reply.ts'

/** The session of the control room. */
export type HarbourAuth = Auth<OAuthSignIn | undefined>

// oxlint-disable-next-line typescript/no-empty-object-type -- auth adds no call options
type AuthPlugin = Plugin<'auth', {}, HarbourAuth, AuthFailure>

/** A page that starts has its hands full: opening the database may take longer than any answer from it. */
const STORE_DEADLINE_MS = 3_000

type QueuePlugin = ReturnType<typeof queue<{ readonly outbox: Outbox }>>

/** The longest wait between two tries of a kept write: a person looks on. */
const OUTBOX_MAX_MS = 5_000

/** The harbour's API as the control room calls it. */
export type HarbourClient = Client<
  typeof contract,
  readonly [
    AuthPlugin,
    ReturnType<typeof cache>,
    QueuePlugin,
    ReturnType<typeof monitoring>,
    OnReply,
    ReturnType<typeof performanceTracks>,
    ReturnType<typeof faults>,
  ]
>

/**
 * Makes the client of one browser tab. Its clocks are short, so that a person who waits soon hears why; the tokens are
 * shared with the other tabs, and so is what was read.
 * @param home the room's own path, such as `/vue/`
 * @param tab limits the faults to this tab
 * @param onChallenge asks the officer to confirm, where the harbour wants that
 * @param keeping where bookings are kept until the harbour has them, and what becomes of those it refuses
 */
export function createHarbourClient(
  home: string,
  tab: string,
  onChallenge: (challenge: Challenge) => Promise<boolean>,
  keeping: Pick<OutboxOptions, 'store' | 'resolve'>,
): HarbourClient {
  const session = auth({
    strategy: oidc({
      issuer: `${location.origin}/oidc`,
      clientId: 'control-room',
      redirectUri: `${location.origin}${home}callback`,
      postSignOutRedirectUri: `${location.origin}${home}`,
      scope: 'openid profile',
    }),
    coordinator: idbCoordinator(),
    onChallenge,
  })
  return createClient({
    baseUrl: '/api',
    contract,
    plugins: [
      session,
      cache({ store: idbStore(), storeDeadlineMs: STORE_DEADLINE_MS }),
      queue({ outbox: outbox({ ...keeping, maxMs: OUTBOX_MAX_MS }) }),
      monitoring(),
      onReply(),
      performanceTracks(),
      faults(),
    ],
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
