import type { ServerTiming } from './records.ts'
import { plainText } from './text.ts'

const MAX_METRICS = 16
const MAX_CHARS = 4_096
const METRIC =
  /\s*([!#$%&'*+.^_`|~\w-]+)((?:\s*;\s*[!#$%&'*+.^_`|~\w-]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s,;"]*))?)*)\s*(?:,|$)/gy
const PARAMETER = /;\s*([!#$%&'*+.^_`|~\w-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,;"]*)))?/g

/** Reads a `Server-Timing` field; what is no metric ends the reading. @see {@link https://www.w3.org/TR/server-timing/} */
export function readServerTiming(field: string): ServerTiming[] {
  const metrics: ServerTiming[] = []
  for (const [, name = '', parameters = ''] of field.slice(0, MAX_CHARS).matchAll(METRIC)) {
    if (metrics.length === MAX_METRICS) break
    let durationMs: number | undefined
    let description: string | undefined
    for (const [, key = '', quoted, plain = ''] of parameters.matchAll(PARAMETER)) {
      const value = quoted?.replace(/\\(.)/g, '$1') ?? plain
      // The first of each counts.
      if (key.toLowerCase() === 'dur' && /^\d+(\.\d+)?$/.test(value)) durationMs ??= Number(value)
      if (key.toLowerCase() === 'desc') description ??= plainText(value, 100)
    }
    metrics.push({ name: plainText(name, 60), durationMs, description })
  }
  return metrics
}
