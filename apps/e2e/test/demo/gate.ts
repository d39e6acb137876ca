import { type Server, createServer, request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A door in front of the demo that writes down what goes through it: what the server was asked, and what it answered. */
export interface Gate {
  readonly origin: string
  /** What was asked for a path so far, such as `GET /api/vessels?page=1 304`. */
  readonly passed: (path: RegExp) => readonly string[]
  /** Where it leads. */
  readonly leadTo: (origin: string) => void
  readonly close: () => Promise<void>
}

/** Opens a gate on loopback. */
export async function openGate(): Promise<Gate> {
  const log: string[] = []
  let target = ''
  const server: Server = createServer((request, response) => {
    const { method, url = '/', headers } = request
    const onward = ask(target + url, { method, headers }, (answer) => {
      log.push(`${method} ${url} ${answer.statusCode}`)
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed: (path) => log.filter((line) => path.test(line)),
    leadTo(origin) {
      target = origin
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
