import type { Family, Series } from './family.ts'
import { escaped } from './labels.ts'
import { unitOf } from './names.ts'

/** A way to write metrics down. */
export type Format = 'text' | 'openmetrics'

/** What each format is told to be. */
export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}

const TYPES = { counter: 'counter', updown: 'gauge', histogram: 'histogram' } as const

/** Writes all series of all metrics. */
export function write(families: Iterable<Family>, format: Format): string {
  const lines: string[] = []
  for (const family of families) writeFamily(lines, family, format)
  if (format === 'openmetrics') lines.push('# EOF')
  return lines.map((line) => `${line}\n`).join('')
}

function writeFamily(lines: string[], { name, instrument, series }: Family, format: Format): void {
  const all = [...series()]
  if (all.length === 0) return
  const { kind, description } = instrument
  const sample = kind === 'counter' ? `${name}_total` : name
  // The older format has no other name for a counter than its sample's.
  const told = format === 'text' ? sample : name
  const unit = unitOf(instrument)
  lines.push(`# HELP ${told} ${escaped(description)}`, `# TYPE ${told} ${TYPES[kind]}`)
  if (format === 'openmetrics' && unit !== undefined) lines.push(`# UNIT ${told} ${unit}`)
  for (const each of all) {
    if (each.buckets) writeHistogram(lines, name, instrument.buckets ?? [], each)
    else lines.push(`${sample}${braced(each.labels)} ${each.value}`)
  }
}

function writeHistogram(
  lines: string[],
  name: string,
  bounds: readonly number[],
  { labels, value, count, buckets }: Series,
): void {
  let below = 0
  for (const [i, bound] of [...bounds, Infinity].entries()) {
    below += buckets?.[i] ?? 0
    const le = `le="${boundText(bound)}"`
    lines.push(`${name}_bucket${braced(labels === '' ? le : `${labels},${le}`)} ${below}`)
  }
  lines.push(`${name}_sum${braced(labels)} ${value}`, `${name}_count${braced(labels)} ${count}`)
}

function braced(labels: string): string {
  return labels === '' ? '' : `{${labels}}`
}

/** As Prometheus stores bounds since its version 3, and OpenMetrics writes them: a series keeps its name in both formats. */
function boundText(bound: number): string {
  if (bound === Infinity) return '+Inf'
  return Number.isInteger(bound) ? bound.toFixed(1) : String(bound)
}
