import { setTimeout as sleep } from 'node:timers/promises'
import type { Live } from './client.ts'

const POLL_MS = 5
const PATIENCE_MS = 15_000

/** Waits until a client says that it is connected. @throws when it does not say so in time */
export async function connected(live: Live): Promise<Live> {
  const until = performance.now() + PATIENCE_MS
  while (!live.isConnected) {
    if (performance.now() > until) throw new Error('The client does not connect.')
    await sleep(POLL_MS)
  }
  return live
}
