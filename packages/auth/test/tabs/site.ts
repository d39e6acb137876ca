import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { bundlePage } from '../../../../tools/page-bundle.ts'

/** A page of its own origin that loads core, auth and the coordinator of a browser. */
export interface Site {
  readonly url: string
  close(): void
}

/** Builds the page from the sources and serves it. */
export async function startSite(): Promise<Site> {
  const script = await bundlePage(`${import.meta.dirname}/page.ts`)
  const server = createServer(({ url }, response) => {
    const isScript = url === '/page.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(
      isScript ? script : '<!doctype html><title>harbour</title><script type="module" src="/page.js"></script>',
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${portOf(server)}/`,
    close: () => void (server.closeAllConnections(), server.close()),
  }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
