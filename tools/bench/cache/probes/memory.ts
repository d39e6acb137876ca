import { setTimeout } from 'node:timers/promises'
import type { Cached } from '../clients/client.ts'
import type { Origin } from '../server.ts'
import { getsWhile } from './probe.ts'

/** What a cache holds after more URLs than one wants to keep. */
export interface Memory {
  /** Of heap and buffers, after a collection. */
  readonly heldBytes: number
  /** Of the first 100 URLs, how many are answered without the server; and of the last. */
  readonly firstKept: number
  readonly lastKept: number
}

const urls = 3_000

/** Fetches 3,000 answers of 4 KiB. Needs `--expose-gc`. */
export async function memory(client: Cached, origin: Origin): Promise<Memory> {
  // The connections and the compiled code are there before it is looked at what is held.
  for (let i = 0; i < 200; i++) await client.call(`/warm?cc=no-store&body=4000`)
  const before = await usedBytes()
  for (let i = 0; i < urls; i++) await client.call(path(i))
  const heldBytes = (await usedBytes()) - before
  return { heldBytes, lastKept: await kept(client, origin, urls - 100), firstKept: await kept(client, origin, 0) }
}

async function kept(client: Cached, origin: Origin, from: number): Promise<number> {
  let found = 0
  for (let i = from; i < from + 100; i++) {
    if ((await getsWhile(origin, path(i), () => client.call(path(i)))) === 0) found++
  }
  return found
}

function path(i: number): string {
  return `/many/${i}?cc=max-age%3D3600&body=4000`
}

async function usedBytes(): Promise<number> {
  // What waits for its finalizer goes with the next collection.
  for (let i = 0; i < 4; i++) {
    globalThis.gc?.()
    await setTimeout(20)
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
