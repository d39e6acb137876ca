/** Whether two JSON values are the same. The order of members counts for nothing, nor does that of the names in `required`. */
export function sameJson(one: unknown, other: unknown, key?: string): boolean {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false
    if (key !== 'required') return one.every((item, at) => sameJson(item, other[at]))
    return sameJson([...(one as string[])].toSorted(), [...(other as string[])].toSorted())
  }
  const entries = Object.entries(one).filter(([, value]) => value !== undefined)
  const others = Object.entries(other).filter(([, value]) => value !== undefined)
  return (
    entries.length === others.length &&
    entries.every(([name, value]) => Object.hasOwn(other, name) && sameJson(value, other[name as never], name))
  )
}
