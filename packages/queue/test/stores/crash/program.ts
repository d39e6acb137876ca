import { writeSync } from 'node:fs'
import { createClient, fetchTransport, post } from '@fairlead/core'
import { type OutboxStore, outbox, queue } from '@fairlead/queue'
import { sqliteOutbox } from '@fairlead/queue/sqlite'
import type { steps } from './program-steps.ts'

type Step = (typeof steps)[number]

/**
 * One life of a program: it makes some writes, sends all that the file holds, and dies by SIGKILL when it comes to a step
 * for the so-manieth time. Prints the number of each write that it was told is stored.
 */
const [baseUrl = '', path = '', numbers = '', dieAt = '', times = '1'] = process.argv.slice(2)
let left = Number(times)

function reach(step: Step): void {
  if (step === dieAt && --left === 0) process.kill(process.pid, 'SIGKILL')
}

/** The store with a step on each side of what it does. */
function mortal(store: OutboxStore): OutboxStore {
  return {
    isShared: true,
    async add(entry, bounds) {
      reach('before-add')
      const added = await store.add(entry, bounds)
      if (added) writeSync(1, `${(JSON.parse(new TextDecoder().decode(entry.body)) as { n: number }).n}\n`)
      reach('after-add')
      return added
    },
    async update(id, change) {
      let isLease = false
      const noted: typeof change = (entry) => {
        const next = change(entry)
        isLease = entry.state === 'pending' && next?.state === 'sending'
        return next
      }
      reach(id === leased ? 'before-ack' : 'before-lease')
      const after = await store.update(id, noted)
      reach(id === leased ? 'after-ack' : 'after-lease')
      leased = isLease ? id : undefined
      return after
    },
    list: () => store.list(),
    close: () => store.close?.(),
  }
}
let leased: string | undefined

const transport = fetchTransport({
  async fetch(input, init) {
    reach('before-send')
    const response = await fetch(input, init)
    reach('after-send')
    return response
  },
})
const client = createClient({
  baseUrl,
  transport,
  plugins: [
    queue({
      outbox: outbox({ store: mortal(sqliteOutbox({ path })), name: path, baseMs: 5, maxMs: 40, leaseMs: 150 }),
    }),
  ],
})
const book = post('/bookings')
const { outbox: box } = client.queue

for (const n of numbers.split(',').filter(Boolean))
  await box.send(book, { body: { n: Number(n) } }, { waitMs: Math.random() * 10, lane: `lane-${Number(n) % 2}` })
while ((await box.entries()).length > 0) await new Promise((resolve) => setTimeout(resolve, 10))
await client.dispose()
