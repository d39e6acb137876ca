import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the server saw of a request. */
export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: string
}

/** A loopback server that answers what `handle` does, else echoes the request as JSON, and remembers everything. */
export interface EchoServer {
  readonly origin: string
  readonly seen: Seen[]
  close(): Promise<void>
}

export type Handler = (request: Seen, response: ServerResponse) => void

/** Starts a server on a free loopback port. */
export async function startEchoServer(handle: Record<string, Handler> = {}): Promise<EchoServer> {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    const answer = (body: string): void => {
      const { method = '', url = '', headers } = request
      const entry: Seen = { method, url, headers, body }
      seen.push(entry)
      const own = handle[url.split('?')[0] ?? '']
      if (own) own(entry, response)
      else {
        response.setHeader('content-type', 'application/json')
        response.setHeader('set-cookie', ['a=1', 'b=2'])
        response.end(JSON.stringify(entry))
      }
    }
    // A client that lets go of its upload is no failure of the server.
    readBody(request).then(answer, () => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () => closed(server),
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('latin1')
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

/** Waits until `check` holds; for what another process or the network does in its own time. */
export async function until(check: () => boolean | Promise<boolean>, timeoutMs = 2_000): Promise<void> {
  const end = Date.now() + timeoutMs
  while (!(await check())) {
    if (Date.now() > end) throw new Error('it never came to hold')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
