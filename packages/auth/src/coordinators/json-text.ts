import { configError } from '@fairlead/core'

/**
 * A value as text. JSON would silently make something else of keys, dates, maps and not-a-number.
 *
 * @throws `config` that names the place of what JSON cannot hold, and never its value
 */
export function jsonText(value: unknown, coordinator: string): string {
  const refused = placeOfRefused(value, 'value')
  if (refused === undefined) return JSON.stringify(value)
  throw configError(
    `${coordinator} writes JSON, which cannot hold \`${refused}\`; idbCoordinator and memoryCoordinator keep such values`,
  )
}

/** Where the first value is that would not come back as it went in; undefined members may be lost. */
function placeOfRefused(value: unknown, place: string): string | undefined {
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean') return undefined
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : place
  if (typeof value !== 'object' || !isPlain(value)) return place
  for (const [name, member] of Object.entries(value)) {
    const refused = placeOfRefused(member, `${place}.${name}`)
    if (refused !== undefined) return refused
  }
  return undefined
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  // An array or object of another realm is plain too.
  return Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null
}
