import { createClient } from '@fairlead/core'
import { type Transport, connect, native } from '@fairlead/ws'
import { sse } from '@fairlead/ws/sse'
import { messages } from './live-contract.ts'
import { serveHere } from './live-servers.ts'
import type { Failure, Report } from './report.ts'

const timeoutMs = 20_000

/**
 * Live connections from this runtime to a server on Node, and to a server of this runtime where the server half has an
 * adapter for it: messages both ways, bytes, and a link that is cut again and again.
 */
export async function runLive(nodeUrl: string): Promise<Report> {
  let passed = 0
  const failures: Failure[] = []
  const own = serveHere()
  const servers = [{ name: 'Node', url: nodeUrl }, ...(own ? [{ name: own.name, url: own.url }] : [])]
  for (const server of servers) {
    for (const [path, transport] of [
      ['/live', native()],
      ['/events', sse()],
    ] as const) {
      try {
        await talk(server.url, path, transport)
        passed++
      } catch (error) {
        failures.push({
          name: `live over ${transport.name} to ${server.name}`,
          message: String((error as Error).stack ?? error),
        })
      }
    }
  }
  await own?.close()
  return { passed, failures, notApplicable: 0 }
}

async function talk(baseUrl: string, url: string, transport: Transport): Promise<void> {
  const connection = connect(createClient({ baseUrl }), {
    url,
    transport,
    messages,
    reconnect: { baseMs: 20, maxMs: 100 },
  })
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    await connection.ready({ signal })
    const heard: number[] = []
    connection.on('echo', (n) => void heard.push(n))
    const verdicts: Promise<{ readonly state: string }>[] = [
      connection.send('blob', new Uint8Array(50_000), { signal }),
    ]
    for (let n = 0; n < 200; n++) {
      verdicts.push(connection.send('number', n, { signal }))
      if (n % 50 === 25) await connection.request('cut', null, { signal })
    }
    const states = new Set((await Promise.all(verdicts)).map(({ state }) => state))
    if ([...states].join() !== 'acknowledged') throw new Error(`verdicts: ${[...states].join()}`)
    const sum = await connection.request('sum', null, { signal })
    if (sum !== 50_000 + 19_900) throw new Error(`the server has a sum of ${sum}`)
    while (heard.length < 200) await new Promise((resolve) => setTimeout(resolve, 5, signal.throwIfAborted()))
    if (heard.some((n, at) => n !== at)) throw new Error(`heard ${heard.join()}`)
    if (connection.snapshot().generation < 5) throw new Error('the link was not cut')
  } finally {
    connection.close()
  }
}
