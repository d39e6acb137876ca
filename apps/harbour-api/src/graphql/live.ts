import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { GraphQLSchema } from 'graphql'
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import { guardOrigin } from '../http/guard.ts'
import type { OfficerOnWatch } from '../identity/watch.ts'

/** What subscriptions need. */
export interface GraphLiveOptions {
  readonly server: Server
  readonly schema: GraphQLSchema
  readonly path: string
  officerOf(request: Pick<IncomingMessage, 'headers'>): Promise<OfficerOnWatch | undefined>
}

type Extra = Record<PropertyKey, unknown> & {
  officer?: OfficerOnWatch
}

const MAX_MESSAGE_BYTES = 64 * 1024

/** Serves subscriptions to officers on watch, in the protocol `graphql-transport-ws`. */
export function startGraphLive({ server, schema, path, officerOf }: GraphLiveOptions): { close(): void } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    handleProtocols: (offered) => offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) && GRAPHQL_TRANSPORT_WS_PROTOCOL,
  })
  const live = useServer<Record<string, unknown>, Extra>(
    {
      schema,
      async onConnect({ connectionParams, extra }) {
        const { authorization } = connectionParams ?? {}
        const officer = typeof authorization === 'string' ? await officerOf({ headers: { authorization } }) : undefined
        if (!officer) return false
        extra.officer = officer
        // What a token has opened ends with it; the client comes back with the next one.
        const timer = setTimeout(
          () => extra.socket.close(CloseCode.Forbidden, 'The token has expired.'),
          Math.max(0, officer.tokenUntilMs - Date.now()),
        )
        extra.socket.on('close', () => clearTimeout(timer))
        return true
      },
      context: ({ extra }) => ({ officer: extra.officer, customs: 'well', signal: new AbortController().signal }),
    },
    sockets,
  )
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (request.url?.replace(/\?.*$/s, '') !== path) return
    socket.on('error', () => {})
    try {
      guardOrigin(request)
    } catch {
      return void socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
    }
    sockets.handleUpgrade(request, socket, head, (own) => sockets.emit('connection', own, request))
  }
  server.on('upgrade', upgrade)
  return {
    close() {
      server.off('upgrade', upgrade)
      void live.dispose()
      for (const each of sockets.clients) each.terminate()
      sockets.close()
    },
  }
}
