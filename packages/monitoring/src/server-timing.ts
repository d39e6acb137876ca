import type { ServerTiming } from './records.ts'
import { plainText } from './text.ts'

const MAX_METRICS = 16
const MAX_CHARS = 4_096
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/

/** Reads a `Server-Timing` field; what is no metric ends the reading. @see {@link https://www.w3.org/TR/server-timing/} */
export function readServerTiming(field: string): ServerTiming[] {
  const metrics: ServerTiming[] = []
  for (const [name = '', ...parameters] of partsOf(field.slice(0, MAX_CHARS))) {
    if (metrics.length === MAX_METRICS || !TOKEN.test(name)) break
    let durationMs: number | undefined
    let description: string | undefined
    for (const parameter of parameters) {
      const at = parameter.indexOf('=')
      const key = (at < 0 ? parameter : parameter.slice(0, at)).trim().toLowerCase()
      const value = at < 0 ? '' : unquoted(parameter.slice(at + 1).trim())
      // The first of each counts.
      if (key === 'dur' && /^\d{1,15}(\.\d{1,15})?$/.test(value)) durationMs ??= Number(value)
      if (key === 'desc') description ??= plainText(value, 100)
    }
    metrics.push({ name: plainText(name, 60), durationMs, description })
  }
  return metrics
}

/**
 * Cut at commas, and within those at semicolons, where they are not in quotes. One look at each character: a pattern for this
 * would look again and again at what a server has made for it.
 */
function partsOf(field: string): string[][] {
  const all: string[][] = []
  let parts: string[] = []
  let from = 0
  let isQuoted = false
  for (let at = 0; at <= field.length; at++) {
    const char = field[at]
    if (isQuoted && char === '\\') at++
    else if (char === '"') isQuoted = !isQuoted
    else if (char === undefined || (!isQuoted && (char === ',' || char === ';'))) {
      parts.push(field.slice(from, at).trim())
      from = at + 1
      if (char === ';') continue
      if (parts.length > 1 || parts[0] !== '') all.push(parts)
      parts = []
    }
  }
  return all
}

function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, value.endsWith('"') ? -1 : undefined).replace(/\\(.)/g, '$1') : value
}
