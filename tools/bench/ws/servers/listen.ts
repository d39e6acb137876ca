import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An HTTP server on a free port of loopback that counts the upgrades it is asked for. */
export async function listen(tried?: () => void): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer()
  server.on('upgrade', () => tried?.())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, port: (server.address() as AddressInfo).port }
}

/** Stops it with all its connections. */
export async function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
