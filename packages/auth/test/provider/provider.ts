import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import { resourceServer } from './resource-server.ts'
import { type ClientMetadata, type Configuration, Provider } from 'oidc-provider'

/** What the token endpoint does to one call in place of answering it. */
export type TokenFault =
  | { readonly delayMs: number }
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  /** The provider does its work, and the answer never arrives. */
  | 'drop'

/** A real OpenID provider on loopback. */
export interface TestProvider {
  readonly issuer: string
  readonly provider: Provider
  /** Calls by path. */
  readonly calls: Record<string, number>
  /** Faults for the next calls of the token endpoint. */
  readonly faults: TokenFault[]
  close(): Promise<void>
}

/** How a provider differs from the usual one. */
export interface ProviderOptions {
  readonly accessTokenSeconds?: number
  readonly requireNonce?: boolean
  /** @defaultValue true */
  readonly bindsTokens?: boolean
  readonly rotateRefreshToken?: boolean
}

/** The API that access tokens are for. */
export const RESOURCE = 'urn:harbour'
export const REDIRECT_URI = 'http://localhost:4444/callback'

const CLIENTS: ClientMetadata[] = [
  {
    client_id: 'harbour',
    token_endpoint_auth_method: 'none',
    // `native` would ask for consent at each sign-in.
    application_type: 'web',
    grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: [REDIRECT_URI],
    post_logout_redirect_uris: ['http://localhost:4444/'],
  },
  {
    client_id: 'crane',
    token_endpoint_auth_method: 'none',
    grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
    redirect_uris: [],
    response_types: [],
  },
  {
    client_id: 'lighthouse',
    client_secret: 'lighthouse-secret-0123456789abcdef',
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
  },
]

/** Starts a provider without pages: whoever asks is signed in as `ann` and consents. */
export async function startProvider(options: ProviderOptions = {}): Promise<TestProvider> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = await quietly(async () => new Provider(issuer, await configuration(options)))
  const calls: Record<string, number> = {}
  const faults: TokenFault[] = []
  const handle = provider.callback()

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? '/', issuer)
    calls[pathname] = (calls[pathname] ?? 0) + 1
    if (pathname.startsWith('/interaction/')) return void signIn(request, response)
    if (pathname === '/resource') return void serve(request, response)
    const fault = pathname === '/token' ? faults.shift() : undefined
    if (fault === 'drop') {
      response.end = (() => response.destroy()) as typeof response.end
    } else if (fault && 'delayMs' in fault) {
      setTimeout(() => void handle(request, response), fault.delayMs)
      return
    } else if (fault) {
      response
        .writeHead(fault.status, { 'content-type': 'text/html', ...fault.headers })
        .end(fault.body ?? '<h1>no</h1>')
      return
    }
    void handle(request, response)
  })

  async function signIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { params } = await provider.interactionDetails(request, response)
    const accountId = typeof params['login_hint'] === 'string' ? params['login_hint'] : 'ann'
    await provider.interactionFinished(request, response, { login: { accountId } })
  }

  const serve = resourceServer(issuer, RESOURCE, options.requireNonce ?? false)

  return { issuer, provider, calls, faults, close: () => close(server) }
}

async function configuration({
  accessTokenSeconds = 300,
  requireNonce = false,
  bindsTokens = true,
  rotateRefreshToken = true,
}: ProviderOptions): Promise<Configuration> {
  const [rs256, es256] = await Promise.all(
    ['RS256', 'ES256'].map(async (alg) => ({
      ...(await exportJWK((await generateKeyPair(alg, { extractable: true })).privateKey)),
      alg,
      use: 'sig',
    })),
  )
  return {
    clients: CLIENTS,
    jwks: { keys: [rs256, es256] } as NonNullable<Configuration['jwks']>,
    cookies: { keys: ['test'] },
    pkce: { required: () => true },
    renderError: (ctx, { error }) => void (ctx.body = error),
    clientBasedCORS: () => true,
    rotateRefreshToken,
    // The default also wants the scope offline_access.
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId, name: 'Ann' }) }),
    claims: { openid: ['sub'], profile: ['name'] },
    conformIdTokenClaims: false,
    ttl: {
      AccessToken: accessTokenSeconds,
      ClientCredentials: accessTokenSeconds,
      RefreshToken: 3_600,
      Session: 3_600,
      Grant: 3_600,
      IdToken: 300,
      Interaction: 300,
      DeviceCode: 300,
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    async loadExistingGrant(ctx) {
      const { client, session, provider } = ctx.oidc as unknown as {
        client: { clientId: string }
        session: { accountId: string }
        provider: Provider
      }
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addOIDCScope('openid profile')
      grant.addResourceScope(RESOURCE, 'harbour')
      await grant.save()
      return grant
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true, allowedPolicy: () => true },
      introspection: { enabled: true },
      deviceFlow: { enabled: true },
      dPoP: { enabled: bindsTokens, nonceSecret: Buffer.alloc(32, 1), requireNonce: () => requireNonce },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'harbour',
          audience: RESOURCE,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  }
}

/** The provider says a good deal at its start. */
async function quietly<T>(run: () => Promise<T>): Promise<T> {
  const { info, warn } = console
  console.info = console.warn = () => {}
  try {
    return await run()
  } finally {
    Object.assign(console, { info, warn })
  }
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
