import type { Instrument } from '../instruments.ts'

/** What the units of our instruments are called in names; those in braces only count things, and are in none. */
const UNITS: Readonly<Record<string, string>> = { s: 'seconds', ms: 'milliseconds', By: 'bytes' }

/** The unit of an instrument as its name has it. */
export function unitOf({ unit }: Instrument): string | undefined {
  return Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined
}

/** The name of a metric, by OpenTelemetry's rules for Prometheus; a counter's without its `_total`. */
export function familyName(instrument: Instrument, prefix: string): string {
  const name = sanitized(`${prefix === '' ? '' : `${prefix}_`}${instrument.name}`).replace(/^(?=\d)/, '_')
  const unit = unitOf(instrument)
  const own = unit === undefined || name.endsWith(`_${unit}`) ? name : `${name}_${unit}`
  return instrument.kind === 'counter' ? own.replace(/_total$/, '') : own
}

/** The name of a label. `le` is the histograms' own. */
export function labelName(name: string): string {
  const own = sanitized(name).replace(/^(?=\d)/, 'key_')
  return own === 'le' ? 'le_' : own
}

/** Underlines in a row become one, so that no name begins with two, which are Prometheus' own. */
function sanitized(name: string): string {
  return name.replace(/[^A-Za-z0-9]+/g, '_') || '_'
}
