import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type DecodedPoint, type DecodedSpan, pointsOf, protocText, spansOf } from './decoded.ts'

/** An OTLP/HTTP receiver whose decoding is Google's. */
export interface Receiver {
  readonly url: string
  /** Everything received, as it came. */
  readonly raw: () => string
  /** The same, as protoc prints it. */
  readonly texts: () => string
  readonly spans: () => DecodedSpan[]
  /** Of the last export: metrics are cumulative. */
  readonly points: () => DecodedPoint[]
  close(): Promise<void>
}

/** Starts a receiver on a free port of loopback. */
export async function startReceiver(protoc: string): Promise<Receiver> {
  const bodies: { readonly type: 'Traces' | 'Metrics'; readonly bytes: Buffer }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      bodies.push({ type: request.url === '/v1/traces' ? 'Traces' : 'Metrics', bytes: Buffer.concat(chunks) })
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  /** Each is decoded once: tests look more than once. */
  const decoded = new Map<Buffer, string>()
  const textOf = (type: 'Traces' | 'Metrics', bytes: Buffer): string => {
    const text = decoded.get(bytes) ?? protocText(protoc, type, bytes)
    decoded.set(bytes, text)
    return text
  }
  const texts = (type: 'Traces' | 'Metrics'): string[] =>
    bodies.filter((each) => each.type === type).map(({ bytes }) => textOf(type, bytes))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    raw: () => bodies.map(({ bytes }) => bytes.toString('latin1')).join('\n'),
    texts: () => [...texts('Traces'), ...texts('Metrics')].join('\n'),
    spans: () => texts('Traces').flatMap(spansOf),
    points() {
      const last = bodies.findLast(({ type }) => type === 'Metrics')
      return last ? pointsOf(textOf('Metrics', last.bytes)) : []
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
