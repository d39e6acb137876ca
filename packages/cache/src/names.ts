import { pathOf } from './policy/url.ts'

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

/** The name of the answers for a path of which part of the query does not matter. */
export function pathName(path: string): string {
  return `path:${path}`
}

/** Of the name of a URL: that of its path. */
export function pathNameOf(name: string): string {
  return pathName(pathOf(name.slice('url:'.length)))
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

/** The identity that a name stands for; undefined for other names. */
export function identityOf(name: string): string | undefined {
  return name.startsWith('id:') ? name.slice(3) : undefined
}
