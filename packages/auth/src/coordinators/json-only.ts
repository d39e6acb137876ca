import { configError } from '@fairlead/core'

/**
 * Lets pass what comes back from JSON as it went in. Keys, dates, maps and not-a-number would silently become something
 * else; undefined members may be lost.
 *
 * @throws `config` that names the place of what JSON cannot hold, and never its value
 */
export function checkJson(value: unknown, coordinator: string): void {
  const refused = placeOfRefused(value, '')
  if (refused === undefined) return
  const what = `${coordinator} writes JSON, which cannot hold the value's \`${refused.slice(1)}\``
  throw configError(`${what}; memoryCoordinator and idbCoordinator can`)
}

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
  // An object of another realm is plain too.
  return Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null
}
