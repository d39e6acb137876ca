import { once } from 'node:events'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Redis as Ioredis } from 'ioredis'

/** A Redis over HTTP. */
export interface Bridge {
  readonly origin: string
  close(): Promise<void>
}

/**
 * Gives a Redis to clients that speak HTTP: commands as JSON, one by one or several together, and channels as server-sent events.
 *
 * @see {@link https://upstash.com/docs/redis/features/restapi}
 */
export async function startBridge(url: string): Promise<Bridge> {
  const client = new Ioredis(url)
  client.on('error', () => {})

  async function answer([command = '', ...args]: readonly string[]): Promise<object> {
    try {
      return { result: inBase64(await client.call(command, ...args)) }
    } catch (error) {
      return { error: (error as Error).message }
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(request.url ?? '')
    if (path.startsWith('/subscribe/')) return hear(url, path.slice('/subscribe/'.length), response)
    const asked = JSON.parse(Buffer.concat(await request.toArray()).toString()) as string[] | string[][]
    const answers = await Promise.all((path === '/pipeline' ? asked : [asked]).map((each) => answer(each as string[])))
    const isRefused = path !== '/pipeline' && 'error' in (answers[0] ?? {})
    response.writeHead(isRefused ? 400 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(path === '/pipeline' ? answers : answers[0]))
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close()
      server.closeAllConnections()
      client.disconnect()
    },
  }
}

async function hear(url: string, channel: string, response: ServerResponse): Promise<void> {
  const subscriber = new Ioredis(url)
  subscriber.on('error', () => response.destroy())
  response.on('close', () => subscriber.disconnect())
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  subscriber.on('message', (from, text) => response.write(`data: message,${from},${text}\n\n`))
  await subscriber.subscribe(channel)
  response.write(`data: subscribe,${channel},1\n\n`)
}

/** As such clients ask for it, so that no text is broken by JSON. */
function inBase64(reply: unknown): unknown {
  if (Array.isArray(reply)) return reply.map((each) => inBase64(each))
  return typeof reply === 'string' ? Buffer.from(reply).toString('base64') : reply
}
