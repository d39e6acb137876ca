import type { IncomingMessage, ServerResponse } from 'node:http'
import { dirname, join } from 'node:path'
import { type Rolldown, build } from 'vite'

/** Answers a request for one of the site's files. */
export type Site = (request: IncomingMessage, response: ServerResponse) => void

const root = join(dirname(import.meta.dirname), 'apps', 'harbour-react')
const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  map: 'application/json',
}
/** Everything comes from this origin: nothing a page could load from elsewhere would run. */
const policy = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  `img-src 'self' data:`,
  `connect-src 'self'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
].join('; ')

/**
 * Builds the control room in memory, so that nothing on the disk can be old, and serves it. Paths without a file are the
 * page itself.
 */
export async function buildSite(): Promise<Site> {
  const built = (await build({ root, logLevel: 'warn', build: { write: false } })) as Rolldown.RolldownOutput
  const files = new Map(
    built.output.map((file) => [`/${file.fileName}`, Buffer.from(file.type === 'chunk' ? file.code : file.source)]),
  )
  const page = files.get('/index.html')
  if (page === undefined) throw new Error('The build of apps/harbour-react made no index.html.')
  return ({ method, url = '/' }, response) => {
    const path = url.split('?', 1)[0] ?? '/'
    const file = files.get(path)
    if (file === undefined && /\.\w+$/.test(path)) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found')
      return
    }
    response.writeHead(200, {
      'content-type': types[file === undefined ? 'html' : (path.split('.').at(-1) ?? '')] ?? 'application/octet-stream',
      // The names of built files carry a hash of what is in them.
      'cache-control': path.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache',
      'content-security-policy': policy,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    response.end(method === 'HEAD' ? undefined : (file ?? page))
  }
}
