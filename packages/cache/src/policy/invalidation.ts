import { groupName, urlName } from '../names.ts'
import { type Fields, fieldOf } from './fields.ts'
import { parseStrings } from './structured.ts'
import { plainUrl } from './url.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY'])

/** Whether a method changes nothing at the server (RFC 9110 section 9.2.1). */
export function isSafe(method: string): boolean {
  return SAFE.has(method)
}

/**
 * The names that an unsafe request makes gone (RFC 9111 section 4.4): its own URL, and those that Location and
 * Content-Location name at the same origin. A failure changes nothing, as far as is known.
 */
export function changedUrls(url: string, status: number, headers: Fields): readonly string[] {
  if (status < 200 || status > 399) return []
  const urls = new Set([url])
  for (const name of ['location', 'content-location']) {
    const other = URL.parse(fieldOf(headers, name) ?? url, url)
    if (other && other.origin === new URL(url).origin) urls.add(plainUrl(other.href))
  }
  return [...urls].map(urlName)
}

/** The names of groups that an answer to an unsafe request makes stale (RFC 9875 section 3). */
export function changedGroups(url: string, status: number, headers: Fields): readonly string[] {
  return status < 200 || status > 399 ? [] : groupsIn(url, fieldOf(headers, 'cache-group-invalidation'))
}

/** The names of the groups that an answer belongs to (RFC 9875 section 2). */
export function groupsOf(url: string, headers: Fields): readonly string[] {
  return groupsIn(url, fieldOf(headers, 'cache-groups'))
}

function groupsIn(url: string, field: string | undefined): readonly string[] {
  if (field === undefined) return []
  const { origin } = new URL(url)
  return parseStrings(field)?.map((group) => groupName(origin, group)) ?? []
}
