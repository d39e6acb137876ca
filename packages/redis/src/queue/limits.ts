import { configError } from '@fairlead/core'
import { type Cost, type GcraOptions, costOf, gcra } from '@fairlead/queue'

/** One limit of a fleet, with all that is left out of its options. */
export interface Limit {
  readonly index: number
  readonly options: GcraOptions
  readonly unit: string
  readonly burst: number
  /** Milliseconds of one unit, and of those that pass at once. */
  readonly intervalMs: number
  readonly burstMs: number
}

/** How many units of a limit a cost needs. */
export interface Need {
  readonly limit: Limit
  readonly units: number
}

const MAX_LIMITS = 16
/** A hundred years: what Redis counts in milliseconds has an end. */
const MAX_BURST_MS = 3_153_600_000_000

/** @throws `config` for what is no list of limits */
export function limitsOf(options: readonly GcraOptions[]): readonly Limit[] {
  if (!(Array.isArray as (value: unknown) => boolean)(options) || options.length === 0 || options.length > MAX_LIMITS)
    throw configError(`sharedRates: needs a list of 1 to ${MAX_LIMITS} limits`)
  return options.map((own, index) => {
    // It knows what a limit may be.
    gcra(own)
    const { limit, periodMs, unit = 'calls', burst = Math.max(limit, 1) } = own
    const intervalMs = periodMs / limit
    const burstMs = burst * intervalMs
    if (!(burstMs <= MAX_BURST_MS))
      throw configError('sharedRates: a burst must be filled again within a hundred years')
    return { index, options: own, unit, burst, intervalMs, burstMs }
  })
}

/** What a cost needs of limits. @throws `config` for one that is no amount, or never fits */
export function needsOf(limits: readonly Limit[], cost: Cost): readonly Need[] {
  const isCost = typeof cost === 'number' || (typeof cost === 'object' && cost !== null)
  const needs = isCost ? limits.map((limit) => ({ limit, units: costOf(cost, limit.unit) })) : []
  if (!isCost || !needs.every(({ limit, units }) => typeof units === 'number' && units >= 0 && units <= limit.burst))
    throw configError('sharedRates: `cost` is no amount, or more than a limit ever lets through')
  return needs.filter(({ units }) => units > 0)
}
