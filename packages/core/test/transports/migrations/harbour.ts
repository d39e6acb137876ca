import { once } from 'node:events'
import { type IncomingHttpHeaders, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { run } from '../../../../../tools/guide-programs.ts'

/** A request as the server has it. */
export interface Heard {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** What a server says to a request; it may leave it without an answer. */
export type Answers = (heard: Heard, answer: ServerResponse) => void

/** A server for programs of the guide, on this machine. */
export interface Harbour {
  readonly origin: string
  /** Each request since the last look. */
  heard(): readonly Heard[]
  /** Runs a program that calls https://harbour.example. What it shows, line by line. */
  run(program: string): Promise<unknown[][]>
  stop(): Promise<void>
}

/** Starts a server on a free port. */
export async function startHarbour(answers: Answers): Promise<Harbour> {
  const heard: Heard[] = []
  const server = createServer((request, answer) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      const one = { method, path, headers, body: Buffer.concat(pieces).toString() }
      heard.push(one)
      answers(one, answer)
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    heard: () => heard.splice(0),
    run: (program) => run(program.replaceAll('https://harbour.example', origin), fetch),
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Answers with JSON. */
export function json(
  answer: ServerResponse,
  value: unknown,
  { status = 200, ...headers }: { status?: number } & Record<string, unknown> = {},
): void {
  answer.writeHead(status, { 'content-type': 'application/json', ...(headers as Record<string, string>) })
  answer.end(JSON.stringify(value))
}
