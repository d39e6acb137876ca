import { configError } from './errors.ts'
import type { Host } from './plugin.ts'
import type { Session } from './session.ts'
import type { Tags } from './tags.ts'

/** Any client, whatever its contract and plugins. */
export interface AnyClient {
  readonly session: Session
  readonly tags: Tags
  withSession(session: Session): unknown
}

// Two copies of core must find each other's.
const HOST = Symbol.for('fairlead.host')

/** Puts the host where {@link hostOf} finds it and nobody else sees it. */
export function withHost<T extends object>(client: T, host: Host): T {
  return Object.defineProperty(client, HOST, { value: host })
}

/**
 * What a plugin finds when it is installed, for what is begun with a client later: a connection, a GraphQL client. Its
 * session is that of the client given, also of one made by `withSession`.
 *
 * @throws `config` for what `createClient` did not make
 */
export function hostOf(client: AnyClient): Host {
  const { [HOST]: host } = client as { [HOST]?: Host }
  if (host) return host
  throw configError('the first argument is no client; make one with `createClient`')
}
