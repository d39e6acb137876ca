import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { bundlePage } from '../../../../tools/page-bundle.ts'
import type { PageOfQueries } from './pages-page.ts'

declare global {
  // oxlint-disable-next-line no-var -- a global of the page
  var writes: PageOfQueries
}

/** A server of the page and of what it writes. */
export interface PagesSite {
  readonly origin: string
  /** What has arrived since this was asked before. */
  arrived(): readonly string[]
  /** Whether writes are left without an answer. */
  isMute: boolean
  close(): void
}

// TanStack Query asks bundlers for the environment; this one leaves that in.
const HTML = `<!doctype html><title>tab</title><script>globalThis.process = { env: {} }</script>
<script type="module" src="/page.js"></script>`

/** Builds the page and serves it. */
export async function startPagesSite(): Promise<PagesSite> {
  const script = await bundlePage(`${import.meta.dirname}/pages-page.ts`)
  const arrived: string[] = []
  const server = createServer(({ url = '', method }, response) => {
    if (url.startsWith('/api/')) {
      arrived.push(`${method} ${url}`)
      if (!site.isMute) response.setHeader('content-type', 'application/json').end('{}')
      return
    }
    const isScript = url === '/page.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : HTML)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const site: PagesSite = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived: () => arrived.splice(0),
    isMute: false,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  return site
}
