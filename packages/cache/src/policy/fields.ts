/** Header fields with lower-case names; a name may be there more than once. */
export type Fields = readonly (readonly [name: string, value: string])[]

/** The value of a field, several lines joined (RFC 9110 section 5.3). */
export function fieldOf(fields: Fields, name: string): string | undefined {
  let joined: string | undefined
  for (const [each, value] of fields) {
    if (each === name) joined = joined === undefined ? value : `${joined}, ${value}`
  }
  return joined
}

/** Fields that are about one connection and not about the answer (RFC 9110 section 7.6.1, RFC 9111 section 3.1). */
const HOP_BY_HOP =
  /^(connection|keep-alive|proxy-connection|proxy-authenticate|proxy-authorization|proxy-authentication-info|te|trailer|transfer-encoding|upgrade)$/

/** The fields of an answer that are stored. */
export function storedFields(fields: Fields): Fields {
  const named = fieldOf(fields, 'connection')?.toLowerCase().split(',') ?? []
  const dropped = new Set(named.map((name) => name.trim()))
  // These are for everyone on the way: naming them is an error that would undo what they forbid.
  for (const name of ['cache-control', 'vary']) dropped.delete(name)
  return fields.filter(([name]) => !HOP_BY_HOP.test(name) && !dropped.has(name))
}
