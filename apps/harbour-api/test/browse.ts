/** A browser that fills in the provider's pages as an officer does. */
export function browse(origin: string, account = 'maren') {
  const jar = new Map<string, string>()
  return async (start: string): Promise<string> => {
    let url = start
    let init: RequestInit = {}
    for (let step = 0; step < 12; step++) {
      if (url.startsWith(`${origin}/callback`)) return url
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } })
      for (const line of response.headers.getSetCookie()) {
        const [pair = ''] = line.split(';')
        jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
      }
      const location = response.headers.get('location')
      const html = await response.text()
      init = {}
      if (location) url = new URL(location, url).href
      else {
        const code = /<output>(\d+)<\/output>/.exec(html)?.[1]
        init = { method: 'POST', body: new URLSearchParams(code ? { code } : { account }) }
      }
    }
    throw new Error('the sign-in did not end')
  }
}
