import { type Counter, type Histogram, type Meter, type UpDownCounter, metrics } from '@opentelemetry/api'
import { type Balance, createBalance } from '../balance.ts'
import type { Instrument, Measure } from '../instruments.ts'

type Write = (value: number, attributes: Parameters<Measure>[2]) => void

/**
 * Writes measurements to the instruments of a meter, made when something is first measured. Without a meter of its own it asks
 * the provider that is global then: an SDK may be registered after the client is made, and the API hands no meter on. One that
 * comes later is told what is open.
 */
export function meterSink(meter: Meter | undefined, name: string): Balance {
  let provider: unknown
  let writers = new Map<Instrument, Write>()
  const balance = createBalance((instrument, value, attributes) => {
    const now = meter ?? metrics.getMeterProvider()
    if (now !== provider) {
      provider = now
      writers = new Map()
      balance.retell()
    }
    let write = writers.get(instrument)
    if (!write) writers.set(instrument, (write = writerOf(meter ?? metrics.getMeter(name), instrument)))
    write(value, attributes)
  })
  return balance
}

function writerOf(meter: Meter, { name, kind, unit, description, buckets }: Instrument): Write {
  const options = { unit, description, ...(buckets && { advice: { explicitBucketBoundaries: [...buckets] } }) }
  if (kind === 'histogram') {
    const histogram: Histogram = meter.createHistogram(name, options)
    return (value, attributes) => histogram.record(value, attributes)
  }
  const counter: Counter | UpDownCounter =
    kind === 'counter' ? meter.createCounter(name, options) : meter.createUpDownCounter(name, options)
  return (value, attributes) => counter.add(value, attributes)
}
