import type { InternalAxiosRequestConfig } from 'axios'

/** The header by which axios proves in browsers that a request comes from the site itself, where there is a token for it. */
export function xsrfHeader(config: InternalAxiosRequestConfig): [name: string, value: string] | undefined {
  const { document: page, location: here } = globalThis as { document?: Document; location?: Location }
  const { url = '', baseURL, withXSRFToken, xsrfCookieName, xsrfHeaderName } = config
  if (!page || !here || !xsrfCookieName || !xsrfHeaderName) return undefined
  const wanted = typeof withXSRFToken === 'function' ? withXSRFToken(config) : withXSRFToken
  const sameOrigin = (): boolean => new URL(url, new URL(baseURL ?? '', here.href)).origin === here.origin
  if (wanted === false || (wanted !== true && !sameOrigin())) return undefined
  const cookie = page.cookie.split('; ').find((pair) => pair.startsWith(`${xsrfCookieName}=`))
  return cookie ? [xsrfHeaderName, decodeURIComponent(cookie.slice(xsrfCookieName.length + 1))] : undefined
}
