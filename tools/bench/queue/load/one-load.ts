// Measures one load in a process of its own and prints what it found as JSON.
// Arguments: 'fifo', 'prioritised' or 'abortable'; the name of the case; how many wait.
import { type Add, CLASSES, CONCURRENCY, abortable, fifo, prioritised } from './cases.ts'

/** What one process found, for each piece of work. */
export interface Load {
  /** From its first addition to its end; of aborts: from the first to the last. */
  readonly cpuUs: number
  readonly wallUs: number
  /** That one holds while it waits, its promise included. */
  readonly bytes: number
}

const [kind = '', name, size] = process.argv.slice(2)
const lists = { fifo, prioritised, abortable }
const found = lists[kind as keyof typeof lists].find((each) => each.name === name)
if (found === undefined) throw new Error(`There is no case '${name}'.`)
const count = Number(size)
const work = async (): Promise<void> => {}

/** Ten that run until they are told to end, so that all others wait. */
function block(add: Add): () => void {
  const { promise, resolve } = Promise.withResolvers<void>()
  for (let i = 0; i < CONCURRENCY; i++) void add(() => promise, 0)
  return resolve
}

/** Whole numbers below a bound, the same in each process (mulberry32). */
let state = 1
function draw(below: number): number {
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
}

const cpuUs = (): number => {
  const { user, system } = process.cpuUsage()
  return user + system
}
const heap = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

async function drain(add: Add): Promise<Load> {
  // Drawn before the clock runs.
  const priorities = Uint8Array.from({ length: count }, () => draw(CLASSES))
  const promises: unknown[] = Array.from({ length: count })
  const ends = block(add)
  const { promise: done, resolve } = Promise.withResolvers<void>()
  let ended = 0
  // Known by the work itself: some have no promise to wait for.
  const counted = async (): Promise<void> => {
    if (++ended === count) resolve()
  }
  // Blocked work has begun when this turn is over.
  await new Promise((next) => setTimeout(next, 100))
  const before = heap()
  const cpu = cpuUs()
  const wall = performance.now()
  for (let i = 0; i < count; i++) promises[i] = add(counted, priorities[i] as number)
  const addedCpu = cpuUs()
  const addedWall = performance.now()
  const bytes = heap() - before
  const cpuAgain = cpuUs()
  const wallAgain = performance.now()
  ends()
  await done
  await promises.at(-1)
  return {
    cpuUs: (addedCpu - cpu + cpuUs() - cpuAgain) / count,
    wallUs: ((addedWall - wall + performance.now() - wallAgain) * 1_000) / count,
    bytes: bytes / count,
  }
}

async function abort(add: Add): Promise<Load> {
  // Made once: the platform's own takes longer than most of what is measured.
  const reason = new Error('gone')
  block(add)
  const controllers = Array.from({ length: count }, () => new AbortController())
  await new Promise((next) => setTimeout(next, 100))
  const promises = controllers.map(({ signal }) => (add(work, 0, signal) as Promise<unknown>).catch(() => {}))
  // Some take a turn to put work in its place.
  await new Promise((next) => setTimeout(next, 100))
  for (let i = count - 1; i > 0; i--) {
    const other = draw(i + 1)
    const swapped = controllers[i] as AbortController
    controllers[i] = controllers[other] as AbortController
    controllers[other] = swapped
  }
  const cpu = cpuUs()
  const wall = performance.now()
  for (const controller of controllers) controller.abort(reason)
  await Promise.all(promises)
  return { cpuUs: (cpuUs() - cpu) / count, wallUs: ((performance.now() - wall) * 1_000) / count, bytes: 0 }
}

const add = await found.make()
console.log(JSON.stringify(await (kind === 'abortable' ? abort(add) : drain(add))))
process.exit()
