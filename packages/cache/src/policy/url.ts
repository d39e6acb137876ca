/** What a URL parser would write in another way. */
const UNUSUAL = /[^!$%&'()*+,\-./:;=?@\w[\]~]/

/** The URL as servers see it and answers name it: parsed, without its fragment. */
export function plainUrl(url: string): string {
  if (!UNUSUAL.test(url)) return url
  const parsed = new URL(url)
  parsed.hash = ''
  return parsed.href
}

/** The URL without its query. */
export function pathOf(url: string): string {
  const query = url.indexOf('?')
  return query < 0 ? url : url.slice(0, query)
}
