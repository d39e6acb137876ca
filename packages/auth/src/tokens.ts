import type { Runtime } from '@fairlead/core'
import { subjectOf } from './jwt.ts'
import { lifetimeOf } from './lifetime.ts'
import type { Grant, Tokens } from './strategy.ts'

/** What a refresh need not say again. */
const KEPT = ['refreshToken', 'scope', 'tokenType', 'profile', 'extra'] as const

/** A grant as it is kept, on our clock. Its lifetime counts from when it was asked for, which is never too long. */
export function tokensOf(
  grant: Grant,
  before: Tokens | undefined,
  version: number,
  askedAt: number,
  runtime: Runtime,
): Tokens {
  const { expiresIn: _, returnTo: __, ...given } = grant
  const identity = identityOf(grant, before) ?? runtime.randomUUID()
  // Nothing of one user is kept for another.
  const old = identity === before?.identity ? before : undefined
  const lifetimeMs = lifetimeOf(grant)
  const tokens: Record<string, unknown> = { ...given }
  for (const name of KEPT) tokens[name] ??= old?.[name]
  return {
    ...tokens,
    identity,
    version,
    signInVersion: old?.signInVersion ?? version,
    signedInAt: old?.signedInAt ?? askedAt,
    activeAt: runtime.now(),
    receivedAt: askedAt,
    expiresAt: lifetimeMs && askedAt + lifetimeMs,
  }
}

/** A JWT says who it is for. Where nothing does, nobody else must be taken for this user. */
function identityOf({ identity, accessToken }: Grant, old: Tokens | undefined): string | undefined {
  const subject = subjectOf(accessToken)
  const before = subjectOf(old?.accessToken)
  // The old identity may have been given in other words than the token's.
  const isSame = subject === undefined || before === undefined || subject === before
  return identity ?? (isSame ? old?.identity : undefined) ?? subject
}

/**
 * Whether these came later, or are another user's. Versions begin anew where nobody remembers them, and clocks can be set:
 * either will do.
 */
export function isNewer(tokens: Tokens, than: Tokens): boolean {
  return tokens.version > than.version || tokens.signedInAt > than.signedInAt || tokens.identity !== than.identity
}
