import type { Reply } from '@fairlead/core'
import { type Challenge, challengeOf } from '../challenge.ts'
import { authError } from '../errors.ts'
import { headerText } from '../header-text.ts'
import { type Grant, MARK, type SignRequest, type Signature, type Strategy, type StrategyContext } from '../strategy.ts'
import { quietly, readGrant } from './calls.ts'

/** Where the CSRF token comes from: a cookie that scripts may read, or a path that answers it as JSON. */
export type CsrfSource =
  | { readonly cookie: string; readonly header?: string }
  | { readonly path: string; readonly header?: string; readonly read?: (json: unknown) => string }

/** A back end that keeps the tokens and gives the browser a cookie. */
export interface CookieOptions<Input> {
  /** A path that answers who is signed in as JSON; 401 or 204: nobody. */
  readonly session: string
  /** A path that takes what `signIn` was given as a JSON POST, or a function that does it another way. */
  readonly signIn?: string | ((input: Input, context: StrategyContext) => Promise<unknown>)
  /** A path that takes a POST. */
  readonly signOut?: string
  /** @defaultValue no token: `SameSite` cookies and the header that every call carries */
  readonly csrf?: CsrfSource
  /** `include` where the API has another origin. @defaultValue 'same-origin' */
  readonly credentials?: 'same-origin' | 'include'
  /** What the session's JSON means. @defaultValue `identity`, `sub` or `id` as identity, and all of it as profile */
  readonly read?: (json: unknown) => Grant
}

const SAFE = /^(GET|HEAD|OPTIONS|TRACE)$/
/** No form and no image of another site can send it: it takes a script that CORS has allowed. */
const OURS = { 'x-requested-with': 'fetch' }
const CSRF = 'csrf'

/**
 * A session in a cookie (back end for front end): no token is in the page, and nothing in it can be stolen from there.
 *
 * @example
 * ```ts
 * auth({ strategy: cookie({ session: '/session', signIn: '/login', signOut: '/logout', csrf: { path: '/csrf' } }) })
 * ```
 */
export function cookie<Input = Readonly<Record<string, unknown>>>(options: CookieOptions<Input>): Strategy<Input> {
  const { session, signIn, signOut, csrf, credentials = 'same-origin', read = readUser } = options
  const header = (csrf?.header ?? 'x-csrf-token').toLowerCase()

  async function restore(context: StrategyContext): Promise<Grant | undefined> {
    const answer = await context.client.get(session, { ...quietly(context, credentials), headers: OURS }).result()
    if (!answer.ok) {
      if (answer.status === 401 || answer.status === 403) return undefined
      throw answer.error
    }
    const { data } = answer
    if (data === undefined || data === null) return undefined
    if (typeof data !== 'object') throw authError('no-session', 'the answer to `session` is no JSON object')
    return read(data)
  }

  async function present(context: StrategyContext): Promise<Grant> {
    const grant = await restore(context)
    if (grant) return grant
    throw authError('refresh-rejected', 'the server knows no session')
  }

  /** The token of the present session, fetched once for all who want it; undefined where the server has none to give. */
  async function csrfToken(context: StrategyContext): Promise<string | undefined> {
    if (!csrf) return undefined
    if ('cookie' in csrf) return cookieNamed(csrf.cookie)
    const known = context.memory.get(CSRF) as Promise<string> | undefined
    if (known) return known
    const fetched = fetchToken(csrf, context)
    context.memory.set(CSRF, fetched)
    fetched.catch(() => context.memory.delete(CSRF))
    return fetched
  }

  async function fetchToken(source: Extract<CsrfSource, { path: string }>, context: StrategyContext): Promise<string> {
    // Not ended with whoever asked first: others wait for it too.
    const { signal: _, ...quiet } = quietly(context, credentials)
    const json = await context.client.get(source.path, { ...quiet, headers: OURS }).json()
    return headerText(source.read ? source.read(json) : textOf(json), 'CSRF token')
  }

  async function guarded(context: StrategyContext): Promise<Signature> {
    const token = await csrfToken(context)
    const headers = token === undefined ? OURS : { ...OURS, [header]: token }
    return { headers, init: { credentials }, secrets: [header], mark: token }
  }

  function signed({ method }: SignRequest, context: StrategyContext): Signature | Promise<Signature> {
    return SAFE.test(method) || !csrf ? { headers: OURS, init: { credentials }, secrets: [] } : guarded(context)
  }

  async function post(path: string, body: unknown, context: StrategyContext, tries = 1): Promise<void> {
    const { headers } = await guarded(context)
    const call = context.client.post(path, { ...quietly(context, credentials), headers, body })
    const answer = await call.result()
    if (answer.ok) return
    // The token was another session's.
    const isStale = csrf && 'path' in csrf && (answer.status === 403 || answer.status === 419)
    if (!isStale || tries > 1) throw answer.error
    context.memory.delete(CSRF)
    await post(path, body, context, tries + 1)
  }

  return {
    name: 'cookie',
    restore,
    refresh: (_tokens, context) => present(context),
    ...(signIn && {
      async signIn(input, context) {
        if (typeof signIn === 'function') await signIn(input, context)
        else await post(signIn, input, context)
        // The token of the anonymous visitor is not that of the user.
        context.memory.delete(CSRF)
        return present(context)
      },
    }),
    ...(signOut && { revoke: (_tokens, context) => post(signOut, undefined, context) }),
    sign: (_tokens, request, context) => signed(request, context),
    signAnonymous: signed,
    challenge: (reply) => (csrf && refusesCsrf(reply) ? { kind: 'csrf' } : challengeOf(reply)),
    async answer({ kind }: Challenge, { meta }, _request, context) {
      if (kind !== 'csrf') return false
      // Of many that carried the same token, the first forgets it; the others find the new one.
      const known = context.memory.get(CSRF) as Promise<string> | undefined
      if (known && (await known.catch(() => undefined)) === meta?.[MARK] && context.memory.get(CSRF) === known)
        context.memory.delete(CSRF)
      return true
    },
  }
}

function readUser(json: unknown): Grant {
  const fields = (typeof json === 'object' && json ? json : {}) as Record<string, unknown>
  const { id } = fields
  const identity =
    readGrant(json).identity ?? (typeof id === 'string' || typeof id === 'number' ? String(id) : undefined)
  return { identity, profile: fields }
}

function textOf(json: unknown): string | undefined {
  if (typeof json === 'string') return json
  return Object.values(typeof json === 'object' && json ? json : {}).find(
    (value) => typeof value === 'string',
  ) as string
}

function cookieNamed(name: string): string | undefined {
  const { cookie: all = '' } = (globalThis as { document?: { cookie?: string } }).document ?? {}
  const pair = all.split('; ').find((each) => each.startsWith(`${name}=`))
  try {
    return pair && headerText(decodeURIComponent(pair.slice(name.length + 1)), 'CSRF cookie')
  } catch {
    return undefined
  }
}

const SHOWN_BYTES = 2_048

/** 419, or a 403 that names CSRF in its header or its text, as the common frameworks answer. */
function refusesCsrf({ status, headers, body }: Reply): boolean {
  if (status !== 403) return status === 419
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body.subarray(0, SHOWN_BYTES)) : ''
  return headers.get('x-csrf-token')?.toLowerCase() === 'required' || /csrf|xsrf/i.test(text)
}
