import { MARK, type NotJson, ofClass } from '../marks.ts'
import type { Library } from './library.ts'

interface FallbackContext {
  readonly code: string
  readonly base: Readonly<Record<string, unknown>>
  readonly domain?: string
  readonly pattern?: string
  readonly proto?: { readonly name: string }
  readonly unit?: unknown
}

/** arktype 2.1.28 or newer. A schema is named by `.configure({ id })`. */
export const arktype: Library = {
  options: () => ({ fallback }),
  // Numbers of nodes, which change with what was made before.
  isMadeUp: () => true,
}

function fallback(context: FallbackContext): Record<string, unknown> {
  const { base, code, pattern } = context
  if (code === 'patternIntersection') return { ...base, allOf: [...((base['allOf'] as []) ?? []), { pattern }] }
  const what = notJson(context)
  return what ? { ...base, [MARK]: what } : { ...base }
}

/** Undefined for what only narrows: the rest of the schema is still true. */
function notJson({ code, domain, proto, unit }: FallbackContext): NotJson | undefined {
  if (code === 'date') return 'Date'
  if (code === 'domain') return domain
  if (code === 'proto') return ofClass(proto?.name ?? 'a class')
  if (code === 'unit') return unit instanceof Date ? 'Date' : typeof unit
  return undefined
}
