import type { Settings } from './options.ts'

/** A sign-in, with all the tokens that came of it. */
export interface Family {
  user: string
  readonly scope: string
  readonly acr: string
  readonly authenticatedAt: number
  isDead: boolean
}

interface Renewable {
  readonly family: Family
  /** Undefined: not used yet. */
  usedAt?: number
  hasGrace: boolean
}

/** The tokens of an authority: what it handed out, and what it still takes. */
export interface Ledger {
  /** Every secret it handed out, for a search of what must not hold one. */
  readonly secrets: readonly string[]
  readonly families: readonly Family[]
  /** A secret that nobody can guess. */
  mint(kind: string): string
  issue(family: Family): Readonly<Record<string, unknown>>
  /** What a refresh token is worth; a strict authority ends the whole family at its second use. */
  redeem(refreshToken: string): Family | 'unknown' | 'reused'
  /** The session of an access token that is good now. */
  familyOf(accessToken: string): Family | undefined
  /** The session of any token that was ever handed out. */
  familyOfAny(token: string): Family | undefined
  expireAll(): void
}

/** Makes an empty ledger. */
export function createLedger(settings: () => Settings, now: () => number): Ledger {
  const secrets: string[] = []
  const families: Family[] = []
  const access = new Map<string, { readonly family: Family; expiresAt: number }>()
  const renewable = new Map<string, Renewable>()

  const mint = (kind: string): string => {
    const secret = `${kind}-${secrets.length + 1}-${crypto.randomUUID()}`
    secrets.push(secret)
    return secret
  }

  function accessTokenFor({ user }: Family, lifetimeMs: number): string {
    const secret = mint('access')
    if (settings().format === 'opaque') return secret
    const iat = Math.floor(now() / 1000)
    const claims = { iss: 'authority', sub: user, iat, exp: iat + Math.floor(lifetimeMs / 1000) }
    const token = `${base64Url({ alg: 'none' })}.${base64Url(claims)}.${secret}`
    secrets.push(token)
    return token
  }

  return {
    secrets,
    families,
    mint,
    issue(family) {
      const { expiresIn, rotates, lifetimeMs = Number(expiresIn) > 0 ? Number(expiresIn) * 1000 : 300_000 } = settings()
      if (!families.includes(family)) families.push(family)
      const accessToken = accessTokenFor(family, lifetimeMs)
      access.set(accessToken, { family, expiresAt: now() + lifetimeMs })
      const known = rotates ? undefined : [...renewable].find(([, { family: its }]) => its === family)?.[0]
      const refreshToken = known ?? mint('refresh')
      if (!known) renewable.set(refreshToken, { family, hasGrace: true })
      return {
        access_token: accessToken,
        token_type: 'Bearer',
        expires_in: expiresIn,
        refresh_token: refreshToken,
        ...(family.scope && { scope: family.scope }),
        sub: family.user,
      }
    },
    redeem(refreshToken) {
      const { rotates, graceMs } = settings()
      const found = renewable.get(refreshToken)
      if (!found) return 'unknown'
      const { family, usedAt } = found
      if (family.isDead) return 'unknown'
      if (!rotates) return family
      if (usedAt === undefined) {
        found.usedAt = now()
        return family
      }
      if (found.hasGrace && now() - usedAt < graceMs) {
        found.hasGrace = false
        return family
      }
      family.isDead = true
      return 'reused'
    },
    familyOf(accessToken) {
      const found = access.get(accessToken)
      return !found || found.family.isDead || found.expiresAt <= now() ? undefined : found.family
    },
    familyOfAny: (token) => access.get(token)?.family ?? renewable.get(token)?.family,
    expireAll: () => access.forEach((token) => (token.expiresAt = 0)),
  }
}

function base64Url(value: unknown): string {
  return btoa(JSON.stringify(value)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')
}
