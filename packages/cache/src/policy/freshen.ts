import { type Fields, fieldOf, storedFields } from './fields.ts'

/** The request fields that ask whether a stored answer still holds (RFC 9111 section 4.3.1). */
export function validatorsOf(headers: Fields): Readonly<Record<string, string>> {
  const etag = fieldOf(headers, 'etag')
  const modified = fieldOf(headers, 'last-modified')
  return {
    ...(etag !== undefined && { 'if-none-match': etag }),
    ...(modified !== undefined && { 'if-modified-since': modified }),
  }
}

/**
 * Fields of a 304 that say nothing about the stored body, or something wrong (RFC 9111 section 3.2). A body's tag stays its
 * tag.
 */
const OF_THE_BODY = /^(content-(length|encoding|range)|etag)$/

/** The stored fields with those of a newer answer about the same body in their place (RFC 9111 sections 3.2, 4.3.4). */
export function freshened(stored: Fields, newer: Fields): Fields {
  const added = storedFields(newer).filter(([name]) => !OF_THE_BODY.test(name))
  const replaced = new Set(added.map(([name]) => name))
  // How old the old answer was says nothing about the new one.
  return [...stored.filter(([name]) => name !== 'age' && name !== 'date' && !replaced.has(name)), ...added]
}

/**
 * Whether a 304 or the answer to a HEAD is about the stored answer (RFC 9111 sections 4.3.4 and 4.3.5). Tags are
 * compared weakly, since servers that compress make the tag of a 200 weak and send that of its 304 as it was.
 */
export function isAbout(stored: Fields, newer: Fields): boolean {
  const etag = fieldOf(newer, 'etag')
  if (etag !== undefined) return weakly(etag) === weakly(fieldOf(stored, 'etag'))
  const modified = fieldOf(newer, 'last-modified')
  return modified === undefined || modified === fieldOf(stored, 'last-modified')
}

/** Whether the answer to a HEAD shows that the stored body is another one by now. */
export function isOutdatedBy(stored: Fields, head: Fields): boolean {
  const length = fieldOf(head, 'content-length')
  const storedLength = fieldOf(stored, 'content-length')
  return !isAbout(stored, head) || (length !== undefined && storedLength !== undefined && length !== storedLength)
}

/** An entity tag as the weak comparison sees it (RFC 9110 section 8.8.3.2). */
export function weakly(etag: string | undefined): string | undefined {
  return etag?.replace(/^W\//, '')
}
