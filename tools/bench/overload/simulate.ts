import { type Client, type Plugin, type RetryBudget, createClient } from '@fairlead/core'
import { type EventClock, createEventClock } from './event-clock.ts'
import { CAPACITY, type Scenario } from './scenario.ts'
import { type ModelServer, createServer } from './server.ts'

/** Makes one call of a policy. `key` is whose it is. */
export type CallOnce = (key: string) => Promise<unknown>

/** What stands between the callers and the server: gets a fresh clock and server, answers how to call. */
export type Policy = (clock: EventClock, server: ModelServer) => CallOnce

/** What came of a simulation. */
export interface Outcome {
  /** Successes in each second. */
  readonly perSecond: readonly number[]
  /** Calls that were made. */
  readonly offered: number
  /** Of the successes, in milliseconds, sorted. */
  readonly latencies: readonly number[]
  readonly sent: number
  readonly mostThere: number
  /** Failures by reason. */
  readonly failures: Readonly<Record<string, number>>
  /** Successes by key. */
  readonly byKey: Readonly<Record<string, number>>
}

/** Runs a policy against a scenario: callers arrive whatever becomes of those before them. */
export async function simulate(
  policy: Policy,
  scenario: Scenario,
  { seed = 1, clients = 1, isLimited = false, keyOf = () => '' }: SimulateOptions = {},
): Promise<Outcome> {
  const clock = createEventClock(seed)
  const server = createServer(clock, scenario, isLimited)
  const calls = Array.from({ length: clients }, () => policy(clock, server))
  const perSecond = Array.from({ length: scenario.seconds }, () => 0)
  const latencies: number[] = []
  const failures: Record<string, number> = {}
  const byKey: Record<string, number> = {}
  let offered = 0

  function arrive(): void {
    offered++
    const startedAt = clock.elapsedMs()
    const key = keyOf(clock.random())
    const call = calls[Math.floor(clock.random() * clients)] as CallOnce
    call(key).then(
      () => {
        const now = clock.elapsedMs()
        const second = Math.floor(now / 1_000)
        if (second < perSecond.length) perSecond[second]!++
        latencies.push(now - startedAt)
        byKey[key] = (byKey[key] ?? 0) + 1
      },
      (error: { readonly reason?: string; readonly kind?: string; readonly name?: string }) => {
        const why = error.reason ?? error.kind ?? error.name ?? 'unknown'
        failures[why] = (failures[why] ?? 0) + 1
      },
    )
    clock.setTimeout(arrive, clock.exponential(1_000 / (CAPACITY * scenario.load)))
  }

  clock.setTimeout(arrive, 1)
  await clock.runUntil(scenario.seconds * 1_000)
  latencies.sort((a, b) => a - b)
  return { perSecond, offered, latencies, sent: server.sent(), mostThere: server.mostThere(), failures, byKey }
}

/** How a simulation runs. */
export interface SimulateOptions {
  readonly seed?: number
  /** Programs that share the load and know nothing of each other. */
  readonly clients?: number
  /** Whether the server lets only a hundred calls pass in a second. */
  readonly isLimited?: boolean
  /** Whose a call is. */
  readonly keyOf?: (random: number) => string
}

/** What a client is made with. */
export interface FairleadOptions {
  readonly retry?: false | { readonly limit: number; readonly budget?: RetryBudget }
  readonly plugins?: readonly Plugin[]
}

/** A Fairlead client as a policy: what is shipped, on the virtual clock. A call may take a second, and three retries. */
export function fairlead(options: () => FairleadOptions): Policy {
  return (clock, { transport }) => {
    const { retry = { limit: 3 }, plugins = [] } = options()
    const client = createClient({
      baseUrl: 'https://model.example',
      runtime: clock,
      transport,
      timeouts: { attemptMs: 1_000 },
      retry,
      plugins,
    }) as unknown as Client
    return (key) => client.get('/work', (key ? { queue: { key } } : {}) as object).bytes()
  }
}

/** Mean of the seconds from … to … of an outcome. */
export function mean({ perSecond }: Outcome, from: number, to = perSecond.length): number {
  const part = perSecond.slice(from, to)
  return part.reduce((sum, each) => sum + each, 0) / part.length
}

/** Seconds after the trouble until three in a row have 90 % of what there was before it; Infinity if never. */
export function recoverySeconds(outcome: Outcome, { troubleEndsMs = 0 }: Scenario): number {
  const ends = troubleEndsMs / 1_000
  const enough = mean(outcome, 10, 30) * 0.9
  const at = outcome.perSecond.findIndex(
    (_, second) => second >= ends && [0, 1, 2].every((more) => (outcome.perSecond[second + more] ?? 0) >= enough),
  )
  return at < 0 ? Infinity : at - ends
}

/** A quantile of the latencies, in milliseconds. */
export function quantile({ latencies }: Outcome, part: number): number {
  return latencies[Math.floor(part * (latencies.length - 1))] ?? Infinity
}

/** Jain's index of fairness: 1 when all have the same. */
export function jain(shares: readonly number[]): number {
  const sum = shares.reduce((total, share) => total + share, 0)
  return sum ** 2 / (shares.length * shares.reduce((total, share) => total + share ** 2, 0))
}
