import { isJsonObject, objectsOf } from '../document/json-object.ts'
import { sameJson } from '../document/same-json.ts'
import type { Changes } from './change.ts'

type Alternative = ReadonlyMap<string, readonly string[]>

/** Compares what a call needs: each way in that there was has to lead in still. */
export function diffSecurity(before: unknown, after: unknown, pointer: string, changes: Changes): void {
  if (sameJson(before, after)) return
  const old = alternativesOf(before)
  const now = alternativesOf(after)
  const closed = old.filter((way) => !now.some((other) => suffices(way, other)))
  const opened = now.filter((way) => !old.some((other) => suffices(way, other)))
  if (closed.length > 0) {
    changes.add('narrowed', true, pointer, `A call with ${closed.map(shown).join(' or with ')} is refused now.`)
  }
  if (opened.length > 0) {
    changes.add('widened', false, pointer, `A call with ${opened.map(shown).join(' or with ')} is accepted now.`)
  }
}

/** No list and an empty one say the same: nothing is needed. */
function alternativesOf(security: unknown): Alternative[] {
  const ways = objectsOf(security).map(
    (way) =>
      new Map(Object.entries(way).map(([name, scopes]) => [name, Array.isArray(scopes) ? (scopes as string[]) : []])),
  )
  return ways.length > 0 ? ways : [new Map()]
}

/** Whether who has what `way` asks for has all that `other` asks for. */
function suffices(way: Alternative, other: Alternative): boolean {
  return [...other].every(([name, scopes]) => {
    const held = way.get(name)
    return held !== undefined && scopes.every((scope) => held.includes(scope))
  })
}

function shown(way: Alternative): string {
  const parts = Array.from(way, ([name, scopes]) => (scopes.length > 0 ? `${name} (${scopes.join(', ')})` : name))
  return parts.join(' and ') || 'no credential'
}

/** Compares the schemes themselves. */
export function diffSchemes(before: unknown, after: unknown, changes: Changes): void {
  if (!isJsonObject(before) || !isJsonObject(after)) return
  for (const [name, scheme] of Object.entries(before)) {
    const other = after[name]
    if (!isJsonObject(scheme) || !isJsonObject(other)) continue
    const members = ['type', 'in', 'name', 'scheme', 'openIdConnectUrl'] as const
    if (members.every((member) => sameJson(scheme[member], other[member]))) continue
    const pointer = `#/components/securitySchemes/${name}`
    changes.add('changed', true, pointer, `The security scheme '${name}' asks for another credential now.`)
  }
}
