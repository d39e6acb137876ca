import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type FaultClient, connectFaults } from './fault-client.ts'
import { allowEverybody } from './cors.ts'
import { perform } from './perform.ts'
import type { FaultScript, JournalEntry } from './step.ts'

/** A running fault server. */
export interface FaultServer extends FaultClient {
  /** Ends every connection and both listeners. */
  close(): Promise<void>
}

interface Scripted extends FaultScript {
  readonly journal: JournalEntry[]
}

/** Starts a server with scripted faults on two free loopback ports, so that it has two origins. */
export async function startFaultServer(): Promise<FaultServer> {
  const scripts = new Map<string, Scripted>()
  const closing = new AbortController()
  const handle = (request: IncomingMessage, response: ServerResponse, otherOrigin: boolean): void => {
    allowEverybody(request, response)
    // Browsers send again what broke on a connection they had used before: with a new one each, every request counts.
    response.setHeader('connection', 'close')
    // Nothing may come from a cache, and browsers may not hold a short body back to guess its type.
    response.setHeader('cache-control', 'no-store')
    response.setHeader('x-content-type-options', 'nosniff')
    answer(request, response, otherOrigin).catch(() => response.destroy())
  }
  const servers = [false, true].map((other) => createServer((request, response) => handle(request, response, other)))
  await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))))
  const [origin = '', otherOrigin = ''] = servers.map(
    (server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  )

  async function answer(request: IncomingMessage, response: ServerResponse, other: boolean): Promise<void> {
    const { method = '', url = '/', headers } = request
    const [, id = '', key = ''] = url.split(/[/?]/)
    if (method === 'OPTIONS' && headers['access-control-request-method']) return void response.writeHead(204).end()
    if (id === '__server') return send(response, { otherOrigin })
    if (id === '__journal') return send(response, scripts.get(key)?.journal ?? [])
    const script = scripts.get(id)
    const entry = {
      method,
      path: url,
      headers: plain(headers),
      text: '',
      bytes: 0,
      otherOrigin: other,
      at: Date.now(),
      ended: false,
      cutOff: false,
    }
    // Before the body, which may never end.
    script?.journal.push(entry)
    response.on('close', () => Object.assign(entry, { ended: true, cutOff: !response.writableFinished }))
    const body = await bodyOf(request)
    Object.assign(entry, { text: body.toString(), bytes: body.byteLength })
    if (id === '__script') {
      const { id: scriptId, steps } = JSON.parse(body.toString()) as FaultScript
      scripts.set(scriptId, { id: scriptId, steps, journal: [] })
      return send(response, {})
    }
    const step = script?.steps[Math.min(script.journal.indexOf(entry), script.steps.length - 1)]
    if (!step) return void response.writeHead(404).end()
    const origins = other ? { own: otherOrigin, other: origin } : { own: origin, other: otherOrigin }
    await perform(step, request, response, { body, origins, signal: closing.signal })
  }

  return {
    ...(await connectFaults(origin)),
    async close() {
      closing.abort()
      await Promise.all(servers.map(closed))
    },
  }
}

function send(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(value))
}

function plain(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
