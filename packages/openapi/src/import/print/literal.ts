import { type Layout, group, indent, line, listed } from './layout.ts'
import { quoted, valueKeyOf } from './text.ts'

/** A JSON value as code. @param broken whether an object has one member a line, even where it would fit on one */
export function literal(value: unknown, broken = false): Layout {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'number' && !Number.isFinite(value)) return value > 0 ? '1e999' : '-1e999'
  if (Object.is(value, -0)) return '-0'
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value))
    return listed(
      '[',
      value.map((item) => literal(item)),
      ']',
    )
  return members(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => [name, literal(item)]),
    broken,
  )
}

/** An object of code. */
export function members(entries: readonly (readonly [string, Layout])[], broken = false): Layout {
  return listed(
    '{',
    entries.map(([name, value]) => [valueKeyOf(name), ':', member(value)]),
    '}',
    broken,
  )
}

/** A text that is too long for the line goes on the next one. */
function member(value: Layout): Layout {
  return typeof value === 'string' ? group(indent([line, value])) : [' ', value]
}
