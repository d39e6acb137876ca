/** What the time is at the server. Its ID tokens and our proofs are dated, and this machine's clock may be wrong by a day. */
export interface ServerClock {
  /** To be added to this machine's time. */
  readonly skewSeconds: number
  /** Learns from an answer, which it leaves unread. */
  learn(response: Response): Promise<void>
}

/** A second each for rounding and for the way. */
const NOTHING_SECONDS = 2

/**
 * Makes the clock of a server. It goes by the `iat` of the ID token that an answer brings, or else by the answer's `Date`,
 * which browsers show only where CORS exposes it. TLS vouches for both, and the nonce for the token's being new.
 */
export function createServerClock(): ServerClock {
  let skewSeconds = 0
  return {
    get skewSeconds() {
      return skewSeconds
    },
    async learn(response) {
      // A document that a cache has kept is as old as it likes.
      if (response.headers.has('age')) return
      const issued = await issuedAt(response)
      const dated = Date.parse(response.headers.get('date') ?? '') / 1000
      const seconds = Math.round((Number.isFinite(issued) ? issued : dated) - Date.now() / 1000)
      if (Number.isFinite(seconds)) skewSeconds = Math.abs(seconds) > NOTHING_SECONDS ? seconds : 0
    },
  }
}

/** When the ID token of an answer was made; not a number where there is none. */
async function issuedAt(response: Response): Promise<number> {
  if (!response.ok) return NaN
  try {
    const { id_token: idToken } = (await response.clone().json()) as { id_token?: unknown }
    const [, payload = ''] = String(idToken).split('.')
    return Number((JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as { iat?: unknown }).iat ?? NaN)
  } catch {
    return NaN
  }
}
