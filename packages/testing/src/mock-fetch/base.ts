/** The path of a URL below a base, percent-encoded; undefined for one that is not there. */
export type PathBelow = (url: URL) => string | undefined

/** Reads where an API is: an absolute http(s) URL, or a path on any origin. Undefined for anything else. */
export function pathBelow(baseUrl: string | URL): PathBelow | undefined {
  const text = String(baseUrl)
  const absolute = !text.startsWith('/')
  const base = URL.parse(text, absolute ? undefined : 'http://any.invalid')
  if (!base || !/^https?:$/.test(base.protocol) || base.search || base.hash) return undefined
  const prefix = base.pathname.replace(/\/+$/, '')
  return ({ origin, pathname }) =>
    (absolute && origin !== base.origin) || !pathname.startsWith(`${prefix}/`)
      ? undefined
      : pathname.slice(prefix.length)
}
