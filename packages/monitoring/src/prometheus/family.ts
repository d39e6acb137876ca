import type { Attributes, Instrument } from '../instruments.ts'
import { createAttributeMap } from './attribute-map.ts'
import { labelsOf } from './labels.ts'

/** What is written of what did not fit, as OpenTelemetry's SDKs name it. */
const OVERFLOW = 'otel_metric_overflow="true"'

/** The figures of one metric under one set of labels. */
export interface Series {
  readonly labels: string
  /** The sum, of a histogram too. */
  value: number
  count: number
  /** Of a histogram: how many in each bucket alone, the last without an upper bound. */
  readonly buckets: Float64Array | undefined
}

/** One metric, with all its series. */
export interface Family {
  readonly name: string
  readonly instrument: Instrument
  add(value: number, attributes: Attributes): void
  series(): Iterable<Series>
  clear(): void
}

/** Makes a metric of at most so many series, of which the last is of all that have no own. */
export function createFamily(name: string, instrument: Instrument, maxSeries: number): Family {
  const { kind, buckets: bounds = [] } = instrument
  const all = new Map<string, Series>()
  /** So that most measurements write no labels. */
  const known = createAttributeMap<Series>(maxSeries)

  function make(labels: string): Series {
    const buckets = kind === 'histogram' ? new Float64Array(bounds.length + 1) : undefined
    const made = { labels, value: 0, count: 0, buckets }
    all.set(labels, made)
    return made
  }
  function seriesOf(attributes: Attributes): Series {
    const before = known.get(attributes)
    if (before) return before
    const labels = labelsOf(attributes)
    const found = all.get(labels) ?? (all.size < maxSeries - 1 ? make(labels) : (all.get(OVERFLOW) ?? make(OVERFLOW)))
    known.set(attributes, found)
    return found
  }

  return {
    name,
    instrument,
    add(given, attributes) {
      if (!Number.isFinite(given) || (kind === 'counter' && given < 0)) return
      // A clock that was set back may give less than nothing.
      const value = kind === 'histogram' ? Math.max(0, given) : given
      const series = seriesOf(attributes)
      series.value += value
      series.count++
      const { buckets } = series
      if (!buckets) return
      let i = 0
      while (i < bounds.length && value > (bounds[i] as number)) i++
      buckets[i] = (buckets[i] ?? 0) + 1
    },
    series: () => all.values(),
    clear() {
      all.clear()
      known.clear()
    },
  }
}
