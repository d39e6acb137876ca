import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The server behind all caches: each path has a version, that a PUT moves on and a GET tells. */
export interface Origin {
  readonly url: string
  /** What was asked for, in order: `GET /v`. */
  readonly asked: readonly string[]
  /** Answers the next requests in another way. */
  answerWith(...answers: readonly Answer[]): void
  close(): Promise<void>
}

export type Answer = (response: ServerResponse, request: IncomingMessage) => unknown

/** Starts one on loopback. */
export async function startOrigin(): Promise<Origin> {
  const asked: string[] = []
  const versions = new Map<string, number>()
  const next: Answer[] = []
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request
    asked.push(`${method} ${url}`)
    const answer = next.shift()
    if (answer) return void answer(response, request)
    if (method === 'PUT') versions.set(url, (versions.get(url) ?? 0) + 1)
    response.setHeader('cache-control', 'max-age=600')
    response.setHeader('content-type', 'application/json')
    response.end(String(versions.get(url) ?? 0))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answerWith: (...answers) => void next.push(...answers),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
