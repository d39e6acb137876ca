import type { Counter, Histogram, Meter, UpDownCounter } from '@opentelemetry/api'
import { INSTRUMENTS, type Instrument, type Measure } from '../instruments.ts'

type Written = (value: number, attributes: Parameters<Measure>[2]) => void

/** Writes measurements to the instruments of a meter. */
export function meterSink(meter: Meter): Measure {
  const written = new Map(INSTRUMENTS.map((instrument) => [instrument, writerOf(meter, instrument)]))
  return (instrument, value, attributes) => written.get(instrument)?.(value, attributes)
}

function writerOf(meter: Meter, { name, kind, unit, description, buckets }: Instrument): Written {
  const options = { unit, description, ...(buckets && { advice: { explicitBucketBoundaries: [...buckets] } }) }
  if (kind === 'histogram') {
    const histogram: Histogram = meter.createHistogram(name, options)
    return (value, attributes) => histogram.record(value, attributes)
  }
  const counter: Counter | UpDownCounter =
    kind === 'counter' ? meter.createCounter(name, options) : meter.createUpDownCounter(name, options)
  return (value, attributes) => counter.add(value, attributes)
}
