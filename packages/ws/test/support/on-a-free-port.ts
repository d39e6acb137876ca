import { type AddressInfo, Server } from 'node:net'
import { vi } from 'vitest'

/** Where programs of the documentation listen and connect, whatever they say: one server at a time. */
export interface FreePort {
  /** Ends the servers, and lets programs listen and connect where they say. */
  close(): Promise<void>
}

/** Lets programs run as they stand on a page: what they listen on is a free port, and their sockets go there. */
export function onAFreePort(): FreePort {
  const servers: Server[] = []
  const { listen } = Server.prototype
  const spy = vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server) {
    servers.push(this)
    return listen.call(this, 0)
  })
  const Socket = globalThis.WebSocket
  vi.stubGlobal(
    'WebSocket',
    class extends Socket {
      constructor(url: string, protocols?: string[]) {
        const { pathname, search } = new URL(url)
        const [server] = servers.slice(-1) as [Server]
        const { port } = server.address() as AddressInfo
        super(`ws://127.0.0.1:${port}${pathname}${search}`, protocols)
      }
    },
  )
  const { fetch } = globalThis
  const here = (url: string): string =>
    url.replace('//localhost:8080/', `//127.0.0.1:${(servers.at(-1)?.address() as AddressInfo | null)?.port}/`)
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) => fetch(here(url), init))
  return {
    async close() {
      spy.mockRestore()
      vi.unstubAllGlobals()
      await Promise.all(servers.filter(({ listening }) => listening).map((server) => server[Symbol.asyncDispose]()))
    },
  }
}
