import { aimd } from './adaptive/aimd.ts'
import type { QueueOptions } from './options.ts'

/**
 * For a page: enough at once for a screen, no wait that a person would not sit through, and a breaker for a server that is
 * down. A page cannot measure what the server takes: its few calls say little, and the browser queues them, too. The breaker
 * opens after few failures, forgets them soon, and is not open for long: two hundred pages that do so let a server recover from
 * a brown-out in eight seconds, which does not within a minute without. With ten seconds
 * in its window it stays open for what is over.
 */
export const browser = {
  concurrency: 12,
  maxQueued: 500,
  maxWaitMs: 15_000,
  overflow: 'drop-lowest',
  breaker: { ratio: 0.6, minimum: 5, window: { ms: 5_000 }, openMs: 1_000, maxOpenMs: 3_000 },
} as const satisfies QueueOptions

/**
 * For a server that calls another one: as many at once as that one takes, and a short wait. In the simulation, 10 % above
 * what a server takes, every wait keeps its whole capacity busy, but the slowest of a hundred calls take 0.7 s with 300 ms,
 * 1.3 s with a second and 2.5 s without a bound; without any wait the limit sheds more at normal load. The breaker does
 * nothing for one process, whose limit is enough; it is for a fleet of small ones, of which none sees much.
 */
export const server = {
  concurrency: aimd({ initial: 20, max: 500 }),
  maxQueued: 1_000,
  maxWaitMs: 300,
  breaker: { window: { ms: 5_000 }, openMs: 1_000, maxOpenMs: 3_000 },
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
