import { z } from 'zod'
import { PilotFault } from './pilot.ts'

/** How often a fault strikes: `half` is every second request; `twice` and `once` count down to `never`. */
export const HowOften = z.enum(['never', 'once', 'twice', 'half', 'always']).meta({ id: 'HowOften' })
export type HowOften = z.output<typeof HowOften>

/** The state of the customs office, which lists cargo: `slow` takes four seconds, `failing` does not answer. */
export const CustomsFault = z.enum(['well', 'slow', 'failing'])
export type CustomsFault = z.output<typeof CustomsFault>

/** What goes wrong on the way to the harbour. */
export const Faults = z
  .object({
    /** Whether the harbour cannot be reached: every connection is cut before an answer. */
    offline: z.boolean(),
    /** Milliseconds that every answer is late. */
    latencyMs: z.number().int().min(0).max(10_000),
    /** 503 Service Unavailable. */
    unavailable: HowOften,
    /** 429 Too Many Requests, with Retry-After and RateLimit fields. */
    limited: HowOften,
    /** Seconds that a 429 asks to wait. */
    retryAfterS: z.number().int().min(1).max(3600),
    /** The headers and half of the body arrive, then nothing. The request itself is carried out. */
    stalled: HowOften,
    /** 200 with JSON that ends in the middle. The request itself is carried out. */
    broken: HowOften,
    /** What is wrong at the pilot service. */
    pilots: PilotFault.default('well'),
    /** What is wrong at the customs office. */
    customs: CustomsFault.default('well'),
  })
  .meta({ id: 'Faults' })
export type Faults = z.output<typeof Faults>

/** A harbour without trouble. */
export const NO_FAULTS: Faults = Object.freeze({
  offline: false,
  latencyMs: 0,
  unavailable: 'never',
  limited: 'never',
  retryAfterS: 2,
  stalled: 'never',
  broken: 'never',
  pilots: 'well',
  customs: 'well',
})

/** The request field that limits faults to one browser tab. Without it they hold for everybody. */
export const TAB_HEADER = 'harbour-tab'
