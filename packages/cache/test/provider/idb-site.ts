import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { build, defaultClientConditions } from 'vite'
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
  const script = await bundle(`${import.meta.dirname}/idb-page.ts`)
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

async function bundle(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    resolve: { conditions: ['@fairlead/source', ...defaultClientConditions] },
    build: { write: false, minify: false, target: 'esnext', lib: { entry, formats: ['es'] } },
  })
  const [output] = [built].flat()
  if (!output || !('output' in output)) throw new Error('the page was not built')
  return output.output[0].code
}
