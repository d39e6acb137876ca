import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { Configuration } from 'oidc-provider'
import { STEP_UP_ACR, type SessionFault } from '../contract/officer.ts'
import { officerOf } from './officers.ts'
import { errorPage } from './pages.ts'
import { strikeRefresh } from './refreshes.ts'

/** Two minutes, so that a person who looks at the timeline sees refreshes. */
const TOKEN_SECONDS = 120
const HOURS = 3_600

/** Where control rooms are: they send officers to the provider, and get them back. */
const HOMES = ['/', '/react/', '/vue/']

/** What holds for the tokens of an account. */
export interface TokenRules {
  /** Written into each access token, so that all of an officer's can be refused at once. */
  readonly generationOf: (account: string) => number
  /** The fault that strikes this refresh. */
  readonly strikeOf: (account: string) => SessionFault | undefined
}

/**
 * How the provider works: one public client in the browser, code with PKCE, refresh tokens that rotate, and no consent
 * page.
 */
export function configurationOf(origin: string, { generationOf, strikeOf }: TokenRules): Configuration {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
  return {
    clients: [
      {
        client_id: 'control-room',
        id_token_signed_response_alg: 'ES256',
        client_name: 'Harbour control room',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: HOMES.map((home) => `${origin}${home}callback`),
        post_logout_redirect_uris: HOMES.map((home) => `${origin}${home}`),
      },
    ],
    jwks: { keys: [{ ...key, alg: 'ES256', use: 'sig' }] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    acrValues: [STEP_UP_ACR],
    pkce: { required: () => true },
    clientBasedCORS: (_ctx, asking) => asking === origin,
    claims: { openid: ['sub'], profile: ['name', 'role'], acr: null },
    conformIdTokenClaims: false,
    findAccount: (_ctx, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, name: officerOf(accountId)?.name, role: officerOf(accountId)?.role }),
    }),
    rotateRefreshToken(ctx) {
      strikeRefresh(ctx, strikeOf(ctx.oidc.entities.Account?.accountId ?? ''))
      return true
    },
    // The default also wants the scope offline_access.
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    extraTokenClaims(ctx, token) {
      const { AuthorizationCode, RefreshToken } = ctx.oidc.entities as Record<
        string,
        { acr?: string; authTime?: number } | undefined
      >
      const { acr, authTime } = AuthorizationCode ?? RefreshToken ?? {}
      const { accountId = '' } = token as { accountId?: string }
      return { acr, authTime, generation: generationOf(accountId) }
    },
    ttl: {
      AccessToken: TOKEN_SECONDS,
      IdToken: TOKEN_SECONDS,
      RefreshToken: 8 * HOURS,
      Session: 8 * HOURS,
      Grant: 8 * HOURS,
      Interaction: 600,
    },
    interactions: { url: (_ctx, { uid }) => `/oidc/interaction/${uid}` },
    renderError(ctx, { error }) {
      ctx.type = 'html'
      ctx.body = errorPage(error)
    },
    async loadExistingGrant(ctx) {
      const { client, session, provider } = ctx.oidc
      const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId })
      grant.addOIDCScope('openid profile')
      await grant.save()
      return grant
    },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: () => true },
      rpInitiatedLogout: {
        enabled: true,
        // No question: whoever comes here has asked for it in the control room already.
        logoutSource(ctx, form) {
          ctx.body = `<!doctype html><meta charset="utf-8"><title>Signing out</title>${form}<input type="hidden" name="logout" value="yes" form="op.logoutForm"><script src="/oidc/sign-out.js"></script>`
        },
      },
    },
  }
}
