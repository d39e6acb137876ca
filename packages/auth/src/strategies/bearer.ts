import { authError } from '../errors.ts'
import { headerText } from '../header-text.ts'
import type { Grant, Strategy, StrategyContext, Tokens } from '../strategy.ts'
import { quietly, readGrant } from './calls.ts'

/** Where a back end hands out tokens: a path that takes a JSON POST, or a function that does it another way. */
export interface BearerOptions<Input> {
  /** A path is sent what `signIn` was given. */
  readonly signIn?: string | ((input: Input, context: StrategyContext) => Promise<Grant>)
  /** A path is sent `{ refreshToken }`; without one, the server knows by its cookie. Absent: tokens end when they expire. */
  readonly refresh?: string | ((tokens: Tokens, context: StrategyContext) => Promise<Grant>)
  /** A path is sent `{ refreshToken }`. */
  readonly signOut?: string | ((tokens: Tokens, context: StrategyContext) => Promise<void>)
  /** What the server's JSON means. @defaultValue `access_token`, `refresh_token`, `expires_in`, `scope`, `sub`, or camel case */
  readonly read?: (json: unknown) => Grant
  /** What tokens are kept under. @defaultValue `bearer` and the origins that they go to */
  readonly key?: string
}

/**
 * Bearer tokens of any back end (RFC 6750).
 *
 * @example
 * ```ts
 * auth({ strategy: bearer({ signIn: '/login', refresh: '/refresh', signOut: '/logout' }) })
 * ```
 */
export function bearer<Input = Readonly<Record<string, unknown>>>(options: BearerOptions<Input> = {}): Strategy<Input> {
  const { signIn, refresh, signOut, read = readGrant, key } = options
  const post = (path: string, body: unknown, context: StrategyContext): Promise<unknown> =>
    context.client.post(path, { ...quietly(context), body }).json()

  async function grantFrom(path: string, body: unknown, context: StrategyContext): Promise<Grant> {
    return withToken(read(await post(path, body, context)))
  }

  return {
    name: 'bearer',
    ...(key !== undefined && { key }),
    ...(signIn && {
      signIn: async (input, context) =>
        typeof signIn === 'function' ? withToken(await signIn(input, context)) : grantFrom(signIn, input, context),
    }),
    ...(refresh && {
      refresh: async (tokens, context) =>
        typeof refresh === 'function'
          ? withToken(await refresh(tokens, context))
          : grantFrom(refresh, { refreshToken: tokens.refreshToken }, context),
    }),
    ...(signOut && {
      async revoke(tokens, context) {
        if (typeof signOut === 'function') await signOut(tokens, context)
        else
          await context.client
            .post(signOut, { ...quietly(context), body: { refreshToken: tokens.refreshToken } })
            .bytes()
      },
    }),
    sign: ({ accessToken }) => ({ headers: { authorization: `Bearer ${headerText(accessToken, 'access token')}` } }),
  }
}

function withToken(grant: Grant): Grant {
  if (typeof grant?.accessToken === 'string') return grant
  throw authError('no-token', 'the answer has no access token; see `read`')
}
