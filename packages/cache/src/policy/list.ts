/**
 * The members of a comma-separated field (RFC 9110 section 5.6.1). A comma inside a quoted string belongs to its
 * member; a quote that is never closed quotes nothing, so that no directive hides behind it.
 */
export function membersOf(field: string): string[] {
  if (!field.includes('"')) return filled(field.split(','))
  const members: string[] = []
  let start = 0
  let quoted = false
  for (let at = 0; at < field.length; at += 1) {
    const char = field[at]
    if (char === '"') quoted = !quoted
    else if (char === '\\' && quoted) at += 1
    else if (char === ',' && !quoted) {
      members.push(field.slice(start, at))
      start = at + 1
    }
  }
  return filled(quoted ? field.split(',') : [...members, field.slice(start)])
}

function filled(members: readonly string[]): string[] {
  return members.flatMap((member) => member.trim() || [])
}
