import type { Runtime } from '@fairlead/core'
import { type MockTransport, mockTransport } from '../mock/mock-transport.ts'
import { type Authority, createAuthority } from './authority.ts'
import type { AuthorityOptions } from './options.ts'

/** An authority on a clock. */
export interface AuthorityTransportOptions extends AuthorityOptions {
  /** Whose time it lives in: a virtual clock in most tests. */
  readonly clock: Runtime
}

/** An authority as the network of a client; cookies are kept as one browser keeps them. */
export interface AuthorityTransport extends MockTransport {
  readonly authority: Authority
}

/**
 * Makes an authority that is reached without a network, so that its lifetimes and delays take no time.
 *
 * @example
 * ```ts
 * const clock = createVirtualClock()
 * const transport = authorityTransport({ clock, expiresIn: 60 })
 * const client = createClient({ baseUrl: 'https://authority.example', transport, runtime: clock, plugins })
 * ```
 */
export function authorityTransport({ clock, ...options }: AuthorityTransportOptions): AuthorityTransport {
  const authority = createAuthority(options, clock.now)
  const jar = new Map<string, string>()
  const transport = mockTransport(
    ({ method, url, headers, text, init }) => {
      const hasCookies = init?.credentials !== 'omit'
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const answer = authority.handle({
        method,
        url,
        headers: { ...headers, ...(hasCookies && cookie && { cookie }) },
        text,
      })
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(answer.headers?.['set-cookie'] ?? '') ?? []
      if (name && hasCookies) jar.set(name, value ?? '')
      return answer
    },
    { runtime: clock },
  )
  return { ...transport, authority }
}
