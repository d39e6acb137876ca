import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { runAlone } from '../../cache/processes.ts'
import { type Row, type Table, versionOf } from '../../report.ts'
import type { Held } from './one-case.ts'

/** Each case, with what it is compared with. */
const CASES = [
  ['Fairlead: monitoring, otel, prometheus', 'Fairlead, nothing installed', 1],
  ['fetch, with instrumentation-fetch', 'fetch', undefined],
] as const
const REPETITIONS = 3

/** What is held while a stream is read more slowly than it could come. */
export async function memory(): Promise<Table[]> {
  // As fast as it is taken, without an end.
  const server = createServer((_, response) => {
    const chunk = Buffer.alloc(64 * 1024, 'x')
    const source = new Readable({ read: () => void source.push(chunk) })
    response.once('close', () => source.destroy())
    source.pipe(response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const peak = async (name: string): Promise<number> => {
    const all: number[] = []
    for (let i = 0; i < REPETITIONS; i++) {
      const { peakBytes } = await runAlone<Held>(new URL('one-case.ts', import.meta.url).pathname, [name, url])
      all.push(peakBytes)
    }
    return all.toSorted((a, b) => a - b)[Math.floor(REPETITIONS / 2)] ?? Number.NaN
  }
  const rows: Row[] = []
  for (const [name, without, limit] of CASES) {
    const [own, plain] = [await peak(name), await peak(without)]
    rows.push({
      name: limit === undefined ? `${name} ${versionOf('@opentelemetry/instrumentation-fetch')}` : name,
      value: mebibytes(own - plain),
      ...(limit !== undefined && { limit }),
      columns: { with: mebibytes(own), without: mebibytes(plain) },
    })
  }
  server.closeAllConnections()
  server.close()
  return [
    {
      title: 'Monitoring, memory that is held more while a stream is read slowly for 2.5 s',
      unit: 'MiB',
      rows,
      notes: [
        'A chunk every 25 ms from a server that sends as fast as it can, over loopback; the highest of heap and buffers.',
        `Median of ${REPETITIONS} processes, after a collection each time.`,
      ],
    },
  ]
}

const mebibytes = (bytes: number): number => Math.round((bytes / 2 ** 20) * 100) / 100
