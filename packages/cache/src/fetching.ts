import type { CallRequest, Reply } from '@fairlead/core'
import type { Ask, Question } from './ask.ts'
import type { Flight, Flights, Landing } from './flights.ts'
import { comparable } from './intent.ts'
import type { Keeping } from './keeping.ts'
import type { LookUp } from './look-up.ts'
import { type Passage, flightKey, wantsNewer } from './passage.ts'
import { isOutdatedBy } from './policy/freshen.ts'
import { selects } from './policy/vary.ts'
import { type Replies, isUnreachable } from './replies.ts'
import type { Settings } from './settings.ts'
import type { Tiers } from './tiers.ts'
import type { TakeTurn } from './turns.ts'

/** The ways to the server. */
export interface Fetching {
  /** A request of the call's own. */
  alone(passage: Passage): Promise<Reply>
  /** One request for all who want the same at the same time. Undefined: another process has stored an answer meanwhile. */
  together(passage: Passage): Promise<Reply | undefined>
  /** A request that nobody waits for; one a key. Resolves when it is over, to whether its answer is stored. */
  later(passage: Passage): Promise<boolean>
}

/** What the ways to the server are made of. */
interface FetchingParts {
  readonly settings: Settings
  readonly tiers: Tiers
  readonly flights: Flights
  readonly lookUp: LookUp
  readonly keeping: Keeping
  readonly ask: Ask
  readonly replies: Replies
  readonly takeTurn: TakeTurn
}

/** Makes the ways to the server. */
export function createFetching({
  settings,
  tiers,
  flights,
  lookUp,
  keeping,
  ask,
  replies,
  takeTurn,
}: FetchingParts): Fetching {
  function questionOf({ request, intent, epochs, candidate }: Passage): Question {
    const { mode, names } = intent
    return {
      intent,
      epochs,
      // A HEAD is asked to see whether the stored answer still holds, which its own answer tells. A part is no such question.
      stored:
        mode === 'reload' || request.method === 'HEAD' || 'range' in request.headers ? undefined : candidate?.entry,
      endToEnd: settings.platform.browser && tiers.memory.judge(names(), 0) !== undefined,
    }
  }

  function start(passage: Passage, key: string, deadlineMs: number): Flight {
    const { request, next, intent } = passage
    const question = questionOf(passage)
    return flights.start(
      key,
      request,
      intent.names(),
      (detached) => takeTurn(passage, detached, () => ask(detached, next, question)),
      deadlineMs,
    )
  }

  /** A store that was too slow is asked once more where the call fails without it. */
  async function lastResort(passage: Passage, failure: unknown): Promise<Reply> {
    const { request, intent, candidate, epochs } = passage
    if (!candidate && epochs.far === undefined && isUnreachable(failure) && !request.scope.endedBy) {
      const lookup = await request.scope.race(tiers.ask(intent, true))
      const found =
        lookup && lookUp.choose(request, intent, { ...lookup, found: tiers.since(epochs.local, lookup.found) })
      const reply = replies.insteadOf({ request, intent, epochs, candidate: found }, failure)
      if (reply) return reply
    }
    throw failure
  }

  async function alone(passage: Passage): Promise<Reply> {
    const { request, next, intent, candidate, epochs } = passage
    let landing: Landing
    try {
      landing = await ask(request, next, questionOf(passage))
    } catch (error) {
      return replies.insteadOf(passage, error) ?? lastResort(passage, error)
    }
    if (request.method === 'HEAD' && landing.status === 200 && candidate) {
      const { entry } = candidate
      if (isOutdatedBy(entry.headers, landing.entry.headers)) tiers.drop(entry)
      else keeping.renew({ request, intent, epochs, began: landing.entry.requestedAt }, entry, landing.reply)
    } else dropOlder(passage, landing)
    return replies.insteadOf(passage, undefined, landing) ?? replies.own(passage, landing)
  }

  /** A stored answer is not given any more when there was a newer one, kept or not. */
  function dropOlder({ request, candidate }: Passage, { status, refusal }: Landing): void {
    const isWhole = status < 400 && status !== 206 && status !== 304 && request.method === 'GET'
    if (candidate && refusal && refusal !== 'invalidated' && isWhole) tiers.drop(candidate.entry)
  }

  return {
    alone,
    async together(passage) {
      const { request, intent } = passage
      let { varies } = passage
      for (let failures = 0; ;) {
        const key = flightKey(passage, varies)
        const joined = flights.find(key, wantsNewer(intent))
        const flight = joined ?? start(passage, key, request.scope.remainingMs)
        let landing: Landing | undefined
        let failure: unknown
        try {
          landing = await flights.join(flight, request)
        } catch (error) {
          failure = error
        }
        request.scope.throwIfEnded()
        if (!landing && failure === undefined) return undefined
        const stale = replies.insteadOf(passage, failure, landing)
        if (stale) return stale
        // A failure that one call has met is another's only when it has tried for itself. But not all at once.
        const failed = !landing || landing.status === 429 || landing.status >= 500
        if (joined && failed && failures++ === 0) continue
        if (!joined || !landing || landing.status >= 400) learn(request, flight)
        if (!landing) return lastResort(passage, failure)
        if (!joined) {
          dropOlder(passage, landing)
          return replies.own(passage, landing)
        }
        if (!landing.sharable) return alone(passage)
        varies = landing.entry.vary.map(([name]) => name)
        if (!selects(landing.entry.vary, request, comparable)) continue
        return replies.follow(passage, landing) ?? alone(passage)
      }
    },
    later(passage) {
      const key = flightKey(passage, passage.varies)
      const running = flights.underWay(key)
      const { landing } = running ?? start(passage, key, passage.request.timeouts.totalMs)
      const done = landing.then(
        async (landed) => {
          if (!landed) return true
          if (!running) dropOlder(passage, landed)
          await landed.shared?.drain()
          return landed.refusal === undefined && landed.status < 500
        },
        () => false,
      )
      if (running) return done
      try {
        settings.waitUntil?.(done)
      } catch (error) {
        // The caller has its answer already; the platform may keep nothing alive any more.
        console.error(error)
      }
      return done
    },
  }
}

/** What a call learns from the request that was made for it. */
function learn({ operation }: CallRequest, { operation: made }: Flight): void {
  if (!made) return
  operation.attempts.push(...made.attempts)
  operation.verdict = made.verdict
}
