/** Follows a sign-in as a browser without pages would, cookies and all; gives the URL that leads back to the program. */
export async function browse(start: string, until: string): Promise<string> {
  const jar = new Map<string, string>()
  let url = start
  for (let hops = 0; hops < 10; hops++) {
    if (url.startsWith(until)) return url
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const location = response.headers.get('location')
    if (!location)
      throw new Error(`no redirect from ${new URL(url).pathname}: ${response.status} ${await response.text()}`)
    url = new URL(location, url).href
  }
  throw new Error('too many redirects')
}
