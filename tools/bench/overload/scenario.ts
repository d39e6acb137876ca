/** What the modelled server does, and how much is asked of it. Times are milliseconds since the simulation began. */
export interface Scenario {
  readonly name: string
  /** Offered load as a part of the capacity. */
  readonly load: number
  readonly seconds: number
  /** Workers that work at a time, of {@link WORKERS}. */
  workers?(atMs: number): number
  /** Mean milliseconds of one piece of work. */
  serviceMs?(atMs: number, random: number): number
  /** A status that is answered at once instead of the work. */
  refuse?(
    atMs: number,
    random: number,
  ): { readonly status: number; readonly headers?: Record<string, string> } | undefined
  /** Whether a call is never answered. */
  hang?(random: number): boolean
  /** When the trouble ends, for the recovery. */
  readonly troubleEndsMs?: number
}

/** At a hundred milliseconds each, five hundred calls a second. */
export const WORKERS = 50
export const SERVICE_MS = 100
export const CAPACITY = (WORKERS * 1_000) / SERVICE_MS

const between = (from: number, to: number) => (atMs: number) => atMs >= from && atMs < to

/** Ten seconds in which a tenth of the server works, at 80 % load. */
export const brownOut: Scenario = {
  name: 'brown-out',
  load: 0.8,
  seconds: 100,
  workers: (atMs) => (between(30_000, 40_000)(atMs) ? WORKERS / 10 : WORKERS),
  troubleEndsMs: 40_000,
}

/** More than the server can do, from the start and for ever. */
export const overload = (load: number): Scenario => ({ name: `${load}× load`, load, seconds: 60 })

export const others: readonly Scenario[] = [
  {
    name: '30 % errors',
    load: 0.6,
    seconds: 60,
    refuse: (atMs, random) => (between(20_000, 40_000)(atMs) && random < 0.3 ? { status: 503 } : undefined),
  },
  {
    name: 'three times slower',
    load: 0.6,
    seconds: 80,
    serviceMs: (atMs) => (between(20_000, 50_000)(atMs) ? 3 * SERVICE_MS : SERVICE_MS),
  },
  { name: '1 % hang', load: 0.6, seconds: 60, hang: (random) => random < 0.01 },
  {
    name: 'flapping',
    load: 0.6,
    seconds: 80,
    refuse: (atMs) => (atMs > 20_000 && atMs % 6_000 < 2_000 ? { status: 503 } : undefined),
  },
]

/** A server that lets a hundred calls pass in a second and says so; twice as many are offered. */
export const limited: Scenario = { name: '429 with RateLimit', load: 0.4, seconds: 60 }

/** One call in thirty takes twenty times as long: where a second try pays. */
export const slowTail: Scenario = {
  name: 'slow tail',
  load: 0.3,
  seconds: 60,
  serviceMs: (_, random) => (random < 1 / 30 ? 20 * SERVICE_MS : SERVICE_MS / 2),
}
