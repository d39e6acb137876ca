/**
 * The members of a comma-separated field (RFC 9110 section 5.6.1). A comma inside a quoted string belongs to its member.
 */
export function membersOf(field: string): string[] {
  if (!field.includes('"')) return field.split(',').flatMap((member) => member.trim() || [])
  return [...field.matchAll(/(?:"(?:[^"\\]|\\.)*"?|[^",])+/g)].flatMap(([member]) => member.trim() || [])
}

/** What a quoted string says. */
export function unquoted(text: string): string {
  return text.startsWith('"') && text.endsWith('"') && text.length > 1
    ? text.slice(1, -1).replace(/\\(.)/g, '$1')
    : text
}
