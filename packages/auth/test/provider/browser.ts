/** A browser without pages: it keeps cookies, follows redirects, and sends forms when it is told to. */
export function createBrowser() {
  const jar = new Map<string, string>()

  async function go(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    return response
  }

  return {
    /** Follows redirects to the first page, or to a URL that starts with `until`. */
    async open(
      start: string,
      until?: string,
      init?: RequestInit,
    ): Promise<{ readonly url: string; readonly page: string }> {
      let url = start
      for (let hops = 0; hops < 10; hops++) {
        if (until !== undefined && url.startsWith(until)) return { url, page: '' }
        const response = await go(url, hops === 0 ? init : {})
        const location = response.headers.get('location')
        if (!location) {
          const page = await response.text()
          if (until === undefined) return { url, page }
          throw new Error(`no redirect from ${new URL(url).pathname}: ${response.status} ${page}`)
        }
        url = new URL(location, url).href
      }
      throw new Error('too many redirects')
    },
  }
}

/** Signs in without pages; gives the URL that leads back to the program. */
export async function browse(start: string, until: string): Promise<string> {
  return (await createBrowser().open(start, until)).url
}
