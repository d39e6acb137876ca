import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startGraphLive } from './graphql/live.ts'
import { GRAPHQL_PATH, type HarbourOptions, createHarbour } from './harbour.ts'
import { createIdentity } from './identity/identity.ts'
import { startLive } from './live/live-half.ts'
import { openGangway } from './pilots/gangway.ts'
import { startStation } from './pilots/station.ts'

/** How a harbour's server is started. */
export interface ServerOptions extends HarbourOptions {
  /** @defaultValue 0, any free port */
  readonly port?: number
  /** Where browsers find it, if that is a proxy's. @defaultValue where it listens */
  readonly publicOrigin?: string | undefined
  /** Answers what is neither under `/api` nor under `/oidc`. @defaultValue 404 */
  readonly site?: (request: IncomingMessage, response: ServerResponse) => void
}

/** A harbour that listens. */
export interface HarbourServer {
  /** Where it listens, without a path, such as `http://127.0.0.1:4173`. */
  readonly origin: string
  /** Ends every connection, the stalled ones too, and closes the database. */
  close(): Promise<void>
}

/** Starts a harbour on loopback. Rejects with the system's error where the port is taken. */
export async function startServer({
  port = 0,
  publicOrigin,
  site = noSite,
  ...options
}: ServerOptions = {}): Promise<HarbourServer> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const identity = createIdentity(publicOrigin ?? origin)
  const harbour = createHarbour({ ...options, identity })
  const station = await startStation(options.now)
  const live = startLive({
    server,
    database: harbour.database,
    now: options.now ?? Date.now,
    officerOf: identity.officerOf,
  })
  const { schema } = harbour
  const graphLive = startGraphLive({ server, schema, path: GRAPHQL_PATH, officerOf: identity.officerOf })
  const toPilots = openGangway(station.origin, harbour.faultsOf)
  server.on('request', (request, response) => {
    const { url = '/' } = request
    if (url.startsWith('/api/pilots/')) toPilots(request, response, url.slice('/api'.length))
    else if (url === '/api' || url.startsWith('/api/'))
      void harbour.handle(request, response, url.slice('/api'.length) || '/')
    else if (url.startsWith('/oidc/')) void identity.handle(request, response)
    else site(request, response)
  })
  return {
    origin,
    async close() {
      graphLive.close()
      live.close()
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
      await station.close()
      harbour.close()
    },
  }
}

function noSite(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found')
}
