/** The name of all entries. */
export const EVERYTHING = '*'

/** The name of what one tag stands for. */
export function tagName(tag: string): string {
  return `tag:${tag}`
}

/** The name of the answers for a URL, whoever asked for them. */
export function urlName(url: string): string {
  return `url:${url}`
}

/** The name of one identity's answers. */
export function identityName(identity: string): string {
  return `id:${identity}`
}

/** The name of a cache group (RFC 9875): a string means something within its origin alone. */
export function groupName(origin: string, group: string): string {
  return `group:${origin} ${group}`
}

/** The tag that a name stands for; undefined for other names. */
export function tagOf(name: string): string | undefined {
  return name.startsWith('tag:') ? name.slice(4) : undefined
}
