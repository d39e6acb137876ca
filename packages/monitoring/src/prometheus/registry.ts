import { type Guards, check } from '@fairlead/core'
import type { Instrument, Measure } from '../instruments.ts'
import { preferred } from './accept.ts'
import { CONTENT_TYPES, write } from './exposition.ts'
import { type Family, createFamily } from './family.ts'
import { familyName } from './names.ts'

/** How much a registry holds. */
export interface RegistryOptions {
  /** Series of each metric, by its labels; what has no own is in one with `otel_metric_overflow="true"`. @defaultValue 1_000 */
  readonly maxSeries?: number | undefined
  /** Before each name, with an underline after it. */
  readonly prefix?: string | undefined
}

/** Metrics as one reader wants them. */
export interface Exposition {
  readonly body: string
  readonly contentType: string
}

/** The metrics of one or several clients, in memory, to be read by Prometheus. */
export interface Registry {
  /** All of them in the text format 0.0.4, which every reader knows. */
  text(): string
  /** Of {@link Registry.text}. */
  readonly contentType: string
  /** In the format that a reader's `Accept` asks for: OpenMetrics 1.0.0, or the text format. */
  answer(accept?: string | null): Exposition
  readonly measure: Measure
  /** Forgets all that was counted, but not how many are under way. */
  reset(): void
}

const GUARDS: Guards<RegistryOptions> = {
  maxSeries: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 1,
  prefix: (value) => typeof value === 'string' && /^[A-Za-z]\w*$/.test(value),
}

/**
 * Makes a registry: counters, gauges and histograms of a bounded number of series.
 *
 * @throws `config` for an unknown option
 */
export function createRegistry(options: RegistryOptions = {}): Registry {
  check('createRegistry', options, GUARDS)
  const { maxSeries = 1_000, prefix = '' } = options
  const families = new Map<string, Family>()
  const byInstrument = new WeakMap<object, Family>()

  function familyOf(instrument: Instrument): Family {
    const before = byInstrument.get(instrument)
    if (before) return before
    const name = familyName(instrument, prefix)
    const bearer = families.get(name)
    const family = bearer && isLike(bearer.instrument, instrument) ? bearer : createFamily(name, instrument, maxSeries)
    // A name is of one kind alone: what bears another's name and is not like it is not written.
    if (!bearer) families.set(name, family)
    byInstrument.set(instrument, family)
    return family
  }

  return {
    text: () => write(families.values(), 'text'),
    contentType: CONTENT_TYPES.text,
    answer(accept) {
      const format = preferred(accept)
      return { body: write(families.values(), format), contentType: CONTENT_TYPES[format] }
    },
    measure: (instrument, value, attributes) => familyOf(instrument).add(value, attributes),
    reset() {
      for (const family of families.values()) if (family.instrument.kind !== 'updown') family.clear()
    },
  }
}

function isLike(one: Instrument, other: Instrument): boolean {
  return one.kind === other.kind && String(one.buckets) === String(other.buckets)
}
