import type { CustomsFault, Faults, HowOften, PilotFault } from 'harbour-api/contract'

type Words = readonly [short: string, long: string]

/** How often a fault strikes. */
export const oftenWords: Readonly<Record<HowOften, Words>> = {
  never: ['Off', 'Off'],
  once: ['Once', 'Strikes the next request'],
  twice: ['Twice', 'Strikes the next two requests'],
  half: ['Half', 'Strikes every second request'],
  always: ['All', 'Strikes every request'],
}

/** How the pilot station is. */
export const pilotWords: Readonly<Record<PilotFault, Words>> = {
  well: ['Well', 'Answers in 0.6 seconds'],
  slow: ['Slow', 'Answers in 3 seconds'],
  failing: ['503', 'Nobody answers'],
}

/** How the customs office is. */
export const customsWords: Readonly<Record<CustomsFault, Words>> = {
  well: ['Well', 'Answers in 0.9 seconds'],
  slow: ['Slow', 'Answers in 4 seconds'],
  failing: ['Silent', 'Nobody answers: a file comes without cargo'],
}

/** Latencies to choose from, in milliseconds. */
export const latencies: readonly number[] = [0, 300, 1000, 3000]

/** What Retry-After may say, in seconds. */
export const waits: readonly number[] = [2, 5, 30, 600]

/** The faults that strike answers, each with its name and what it does. */
export const answerFaults: readonly (readonly [
  Exclude<keyof Faults, 'offline' | 'latencyMs' | 'retryAfterS' | 'pilots' | 'customs'>,
  string,
  string,
])[] = [
  ['unavailable', '503 Unavailable', 'Refused before anything is done'],
  ['limited', '429 Too many', 'With Retry-After and RateLimit'],
  ['stalled', 'Stalled body', 'Half of the answer, then silence'],
  ['broken', 'Broken JSON', '200, but cut in the middle'],
]

/** How many faults are switched on. */
export function countFaults({
  offline,
  latencyMs,
  pilots,
  customs,
  unavailable,
  limited,
  stalled,
  broken,
}: Faults): number {
  return [
    offline,
    latencyMs > 0,
    pilots !== 'well',
    customs !== 'well',
    ...[unavailable, limited, stalled, broken].map((often) => often !== 'never'),
  ].filter(Boolean).length
}
