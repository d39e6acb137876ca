import { configError } from '@fairlead/core'
import type { ReadOptions } from './options.ts'

const MAX_REDIRECTS = 5

/**
 * Fetches a text from a host that is allowed; so must be each that it redirects to.
 *
 * @throws `config` for another host, an answer that is no success, and a text that is larger
 */
export async function fetchText(address: string, maxBytes: number, options: ReadOptions): Promise<string> {
  const { timeoutMs = 30_000, signal, allowHosts = [], fetch: ask = fetch } = options
  const ends = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])])
  let url = allowed(address, allowHosts)
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    // Each answer decides where the next request goes.
    // oxlint-disable-next-line no-await-in-loop
    const response = await ask(url, { redirect: 'manual', signal: ends, credentials: 'omit' })
    const location = response.headers.get('location')
    if (response.ok) return boundedText(response, url, maxBytes)
    if (!location || response.status < 300 || response.status > 399) {
      throw configError(`${url}: the server answered ${response.status}`)
    }
    url = allowed(new URL(location, url).href, allowHosts)
  }
  throw configError(`${address}: it redirects more than ${MAX_REDIRECTS} times`)
}

function allowed(address: string, hosts: readonly string[]): string {
  const url = URL.parse(address)
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw configError(`${address.slice(0, 200)}: only addresses of http and https are read, without a password in them`)
  }
  if (hosts.includes(url.host)) return url.href
  throw configError(`${url.origin}${url.pathname}: the host is not allowed; add '${url.host}' to \`allowHosts\``)
}

async function boundedText(response: Response, url: string, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder()
  let bytes = 0
  let text = ''
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maxBytes)
      throw configError(`${url}: it has more than the ${maxBytes} bytes that are left of \`maxBytes\``)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
