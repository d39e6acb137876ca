import { once } from 'node:events'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { type Schema, createClient, post } from '@fairlead/core'

/** Takes whatever object there is. */
const anything: Schema<object, object> = {
  '~standard': { version: 1, vendor: 'fairlead-test', validate: (value) => ({ value: value as object }) },
}

/** What the tests' calls are. */
export const contract = { berths: { book: post('/berths/{id}', { body: anything }) } }

/** What a worker calls it with. */
export function clientOf(baseUrl: string) {
  return createClient({ baseUrl, contract })
}

/** Answers one request instead of the server. */
type Answer = (response: ServerResponse) => void

/** A server that applies each key once, and of which is known what it was sent. */
export interface Harbour {
  readonly origin: string
  /** The keys that came, one for each request. */
  readonly keys: string[]
  /** The bodies that were applied. */
  readonly applied: unknown[]
  /** When each request came. */
  readonly times: number[]
  /** What becomes of the next requests instead of being applied and answered. */
  answerWith(...answers: readonly Answer[]): void
  /** Hears of the next request. */
  next(): Promise<unknown>
  stop(): Promise<void>
}

/** Answers with a status, not having applied anything. */
export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(code, headers).end()

/** Applies, but never answers. */
export const silence: Answer = () => {}

/** Starts the server. */
export async function startHarbour(): Promise<Harbour> {
  const answers: Answer[] = []
  const keys: string[] = []
  const applied: unknown[] = []
  const times: number[] = []
  const known = new Set<string>()

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const key = String(request.headers['idempotency-key'])
    const body = await json(request)
    keys.push(key)
    times.push(Date.now())
    const answer = answers.shift()
    if (!answer || answer === silence) {
      if (!known.has(key)) applied.push(body)
      known.add(key)
    }
    server.emit('applied')
    if (answer) answer(response)
    else response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ booked: body }))
  }

  const server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys,
    applied,
    times,
    answerWith: (...more) => void answers.push(...more),
    next: () => once(server, 'applied'),
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
