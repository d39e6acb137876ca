import { once } from 'node:events'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'

/** How long a token call takes. */
const tokenCallMs = 30
/** How long after the first token call a late answer comes: every client is done with its refresh. */
const lateMs = 500

/** A back end whose token has just expired, and what it has seen. */
export interface StormServer {
  readonly origin: string
  /** No longer taken; the refresh token is good. */
  readonly expired: { readonly accessToken: string; readonly refreshToken: string }
  readonly counts: { readonly tokenCalls: number; readonly apiCalls: number }
  /** False once a refresh token has come twice. */
  readonly isAlive: boolean
  close(): void
}

/**
 * Starts the back end on loopback. `/vessels/7` and GraphQL want a token; a 401 to a call that asks for it comes late.
 * @param rotates whether a refresh token is good once, and its second use ends the session (RFC 9700 section 4.14.2)
 */
export async function startServer({ rotates }: { rotates: boolean }): Promise<StormServer> {
  const good = new Set<string>()
  const counts = { tokenCalls: 0, apiCalls: 0 }
  let refreshToken = 'refresh-0'
  let isAlive = true
  const renewed = Promise.withResolvers<void>()

  async function refresh(request: IncomingMessage): Promise<Answer> {
    const version = ++counts.tokenCalls
    const given = (await json(request)) as { refreshToken?: unknown }
    const isReused = given.refreshToken !== refreshToken
    if (isReused) {
      isAlive = false
      good.clear()
    } else if (rotates) refreshToken = `refresh-${version}`
    const accessToken = `access-${version}`
    if (isAlive) good.add(accessToken)
    const grant = { access_token: accessToken, refresh_token: refreshToken, expires_in: 3600, sub: 'ann' }
    await setTimeout(tokenCallMs)
    renewed.resolve()
    return isReused || !isAlive ? [400, { error: 'invalid_grant' }] : [200, grant]
  }

  async function resource(request: IncomingMessage, id: number, isLate: boolean): Promise<Answer> {
    counts.apiCalls++
    const [, token = ''] = request.headers.authorization?.split(' ') ?? []
    if (good.has(token)) return [200, request.method === 'POST' ? { data: { vessel: { id } } } : { id }]
    if (isLate) await renewed.promise.then(() => setTimeout(lateMs))
    return [401, { error: 'invalid_token' }]
  }

  async function answer(request: IncomingMessage): Promise<Answer> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (pathname === '/refresh') return refresh(request)
    if (pathname !== '/graphql') return resource(request, Number(pathname.split('/').at(-1)), searchParams.has('late'))
    const { variables } = (await json(request)) as { variables: { id: number; late: boolean } }
    return resource(request, variables.id, variables.late)
  }

  const server = createServer((request, response) => void answer(request).then((made) => send(response, made)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    expired: { accessToken: 'access-0', refreshToken },
    counts,
    get isAlive() {
      return isAlive
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

type Answer = readonly [status: number, body: object]

function send(response: ServerResponse, [status, body]: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
