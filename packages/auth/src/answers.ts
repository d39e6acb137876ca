import type { SessionWork } from './auth-session.ts'
import { authError } from './errors.ts'
import type { Challenge } from './challenge.ts'
import type { Renewal } from './renewal.ts'
import type { Setup } from './setup.ts'
import type { Standing } from './standing.ts'

/** A new token that is refused this soon, and never was taken, is no reason for another refresh. */
const FRUITLESS_MS = 10_000

/** Makes the answers of a session to what servers ask. */
export function createAnswers(
  { strategy, runtime, onChallenge }: Setup,
  at: Standing,
  { prepare }: Renewal,
): Pick<SessionWork, 'answer' | 'accepted'> {
  const questions = new Map<string, Promise<boolean>>()
  let acceptedVersion = 0
  /** The token that a refusal here has brought. */
  let renewedVersion = 0

  /** One question to the user, however many calls raise it. */
  function ask(challenge: Challenge): Promise<boolean> {
    const name = `${at.epoch} ${JSON.stringify(challenge)}`
    const known = questions.get(name)
    if (known) return known
    const question = Promise.resolve(challenge)
      .then((asked) => onChallenge?.(asked) ?? false)
      .catch((error: unknown) => {
        console.error(error)
        return false
      })
      .finally(() => questions.delete(name))
    questions.set(name, question)
    return question
  }

  return {
    async answer(challenge, carried, reply, request) {
      const { tokens } = at
      const { kind } = challenge
      if (kind === 'nonce' || kind === 'csrf')
        return (await strategy.answer?.(challenge, reply, request, at.contextOf())) ?? false
      // Nobody is signed in, and nobody was.
      if (!tokens && carried === 0) return false
      if (!tokens) throw authError('signed-out', 'the session has ended')
      const { version, signInVersion, receivedAt } = tokens
      if (kind === 'refresh') {
        // Whoever carried another token is late: this one is newer.
        if (version !== carried) return true
        const isFresh = runtime.now() - receivedAt < FRUITLESS_MS
        if (!strategy.refresh || (isFresh && version === renewedVersion && version > acceptedVersion)) return false
        await prepare(version)
        renewedVersion = at.tokens?.version ?? 0
        return true
      }
      return signInVersion > carried || ((await ask(challenge)) && at.tokens !== undefined)
    },
    accepted(version) {
      acceptedVersion = Math.max(acceptedVersion, version)
    },
  }
}
