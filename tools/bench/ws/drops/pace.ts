import { setTimeout as sleep } from 'node:timers/promises'
import { MESSAGES } from './link.ts'

const EVERY_MS = 2
const TICK_MS = 1
const POLL_MS = 50

/** Sends message after message by the clock; nothing that happens meanwhile makes it wait. */
export async function paced(send: (n: number) => void): Promise<void> {
  const from = performance.now()
  for (let n = 0; n < MESSAGES;) {
    for (; n < MESSAGES && performance.now() >= from + n * EVERY_MS; n++) send(n)
    await sleep(TICK_MS)
  }
}

/** Waits until a run is done, or nothing has moved for so long. */
export async function settled(
  run: { isDone(): boolean; progressedAt(): number },
  patienceMs: number,
  quietMs: number,
): Promise<void> {
  for (;;) {
    const quiet = performance.now() - run.progressedAt()
    if (quiet > patienceMs || (run.isDone() && quiet > quietMs)) return
    await sleep(POLL_MS)
  }
}
