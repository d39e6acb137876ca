import { once } from 'node:events'
import { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import { type AddressInfo, createServer as createPort } from 'node:net'

/** A harbour on loopback, as the telemetry's tests need it. */
export interface Harbour {
  readonly url: string
  /** What came in, as it came. */
  readonly asked: { readonly method: string; readonly path: string; readonly headers: IncomingHttpHeaders }[]
  close(): Promise<void>
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** Answers as fits the path; what is asked twice may get another answer then. */
export async function startHarbour(more: Readonly<Record<string, Answer>> = {}): Promise<Harbour> {
  const asked: Harbour['asked'] = []
  let issued = 0
  const json = (value: unknown, headers: Record<string, string> = {}, status = 200): Answer => {
    return (_, response) =>
      void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
  }
  const token: Answer = (request, response) =>
    json({ access_token: `token-${++issued}`, refresh_token: 'token-r', expires_in: 3_600 })(request, response)
  const answers: Readonly<Record<string, Answer>> = {
    '/ok': json({ ok: 1 }, { 'server-timing': 'db;dur=53.2;desc="a query"' }),
    '/missing': json({ message: 'none' }, {}, 404),
    '/moved': (_, response) => void response.writeHead(302, { location: '/ok' }).end(),
    '/slow': () => {},
    '/tides': json([1], { 'cache-control': 'max-age=60' }),
    '/login': token,
    '/refresh': token,
    '/vessels': (request, response) =>
      json([], {}, request.headers.authorization === 'Bearer token-2' ? 200 : 401)(request, response),
    '/graphql': json({ data: { a: null }, errors: [{ message: 'no such berth', path: ['a'] }] }),
    '/flaky': (request, response) =>
      json(
        1,
        { 'retry-after': '0' },
        asked.filter(({ path }) => path === '/flaky').length > 1 ? 200 : 503,
      )(request, response),
    '/log': (_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' })
      response.write('a')
      setTimeout(() => response.end('b'), 30)
    },
    ...more,
  }
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://harbour').pathname
    asked.push({ method: request.method ?? '', path, headers: request.headers })
    request.resume()
    ;(answers[path] ?? json({}))(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A port of loopback at which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createPort().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
