import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DatabaseSync } from 'node:sqlite'

/** A server that does what it is asked once for each Idempotency-Key, and is not to be relied on. */
export interface Ledger {
  readonly url: string
  /** How often each write was applied, by its number. */
  applied(): ReadonlyMap<number, number>
  close(): Promise<void>
}

/** Starts a ledger that keeps what it has done in SQLite. `random` decides how it fails. */
export async function startLedger(random: () => number): Promise<Ledger> {
  const database = new DatabaseSync(':memory:')
  database.exec('CREATE TABLE applied (key TEXT PRIMARY KEY, n INTEGER NOT NULL)')
  const insert = database.prepare('INSERT OR IGNORE INTO applied (key, n) VALUES (?, ?)')
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      const chance = random()
      // Busy, and nothing was done.
      if (chance < 0.1) return void response.writeHead(503).end()
      insert.run(request.headers['idempotency-key'] as string, (JSON.parse(text) as { n: number }).n)
      // Done, but nobody hears of it.
      if (chance < 0.2) return void response.destroy()
      setTimeout(() => response.writeHead(201, { 'content-type': 'application/json' }).end('{}'), random() * 10)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    applied: () =>
      new Map(
        database
          .prepare('SELECT n, count(*) AS times FROM applied GROUP BY n')
          .all()
          .map(({ n, times }) => [Number(n), Number(times)]),
      ),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      database.close()
    },
  }
}
