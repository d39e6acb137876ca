import { aimd } from './adaptive/aimd.ts'
import type { QueueOptions } from './options.ts'

/**
 * For a page: enough at once for a screen, no wait that a person would not sit through, and a breaker for a server that is
 * down. A page cannot measure what the server takes: its few calls say little, and the browser queues them, too. The breaker
 * opens after few failures and not for long: two hundred pages that do so let a server recover from a brown-out in ten
 * seconds, which never does without.
 */
export const browser = {
  concurrency: 12,
  maxQueued: 500,
  maxWaitMs: 15_000,
  overflow: 'drop-lowest',
  breaker: { minimum: 5, openMs: 1_000, maxOpenMs: 3_000 },
} as const satisfies QueueOptions

/**
 * For a server that calls another one: as many at once as that one takes, and next to no wait, because whoever waits
 * longer has given up when the answer comes. In the simulation of a brown-out the wait of 300 ms is what lets the limit
 * grow back at once; without a wait it sheds at normal load, with seconds of it the backlog outlives the trouble.
 */
export const server = {
  concurrency: aimd({ initial: 20, max: 500 }),
  maxQueued: 1_000,
  maxWaitMs: 300,
  breaker: { openMs: 1_000, maxOpenMs: 5_000 },
} as const satisfies QueueOptions

/**
 * For the API of a language model: few calls at once, which take long and cost money. They wait for their turn and for
 * what the provider says about its limits, up to two minutes; calls and tokens in a minute are to be added as `rates`.
 */
export const languageModel = {
  concurrency: 8,
  maxQueued: 200,
  maxWaitMs: 120_000,
  feedback: { baseMs: 2_000, maxHoldMs: 600_000 },
  breaker: { minimum: 5, window: { ms: 60_000 }, openMs: 10_000 },
} as const satisfies QueueOptions
