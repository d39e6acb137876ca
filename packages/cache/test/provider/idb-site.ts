import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { bundlePage } from '../../../../tools/page-bundle.ts'
import type { StorePage } from './idb-page.ts'

declare global {
  // oxlint-disable-next-line no-var -- a global of the page
  var page: StorePage
}

/** A server of the page in which the store is. */
export interface StoreSite {
  readonly origin: string
  close(): void
}

/** Builds the page and serves it. */
export async function startStoreSite(): Promise<StoreSite> {
  const script = await bundlePage(`${import.meta.dirname}/idb-page.ts`)
  const server = createServer(({ url }, response) => {
    const isScript = url === '/page.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : '<!doctype html><title>tab</title><script type="module" src="/page.js"></script>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
