import { once } from 'node:events'
import { mkdirSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { fileCoordinator } from '@fairlead/auth/node'
import { type VirtualClock, createVirtualClock } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { freshPath, startHolder } from './folder.ts'

/** When a virtual clock starts, in seconds. */
const START_S = createVirtualClock().now() / 1000

const open = (path: string) => fileCoordinator({ path })
const locksOf = (path: string): string[] => readdirSync(dirname(path)).filter((name) => name.includes('.lock'))

/** The lock file of a name, as a process elsewhere would leave it. */
async function lockFileOf(path: string, name: string): Promise<string> {
  let file = ''
  await open(path).lock(name, {}, async () => void (file = join(dirname(path), locksOf(path)[0] ?? '')))
  return file
}

describe('the lock of a token file', () => {
  test('names its process, and is there only while it is held', async () => {
    const path = freshPath()
    await open(path).lock('name', {}, async () => {
      const [file = ''] = locksOf(path)
      const holder = JSON.parse(readFileSync(join(dirname(path), file), 'utf8')) as object
      expect(holder).toMatchObject({ pid: process.pid, id: expect.any(String), takenAt: expect.any(Number) })
    })
    expect(locksOf(path)).toEqual([])
  })

  test('of a process that was killed is taken over at once, by one after the other', async () => {
    const path = freshPath()
    const holder = await startHolder(path, 'name')
    let inside = 0
    let most = 0
    const waiting = Array.from({ length: 8 }, () =>
      open(path).lock('name', {}, async () => {
        most = Math.max(most, ++inside)
        await new Promise(setImmediate)
        inside--
      }),
    )
    expect(locksOf(path)).toHaveLength(1)
    holder.kill('SIGKILL')
    const killedAt = Date.now()
    await Promise.all(waiting)
    expect(Date.now() - killedAt).toBeLessThan(5_000)
    expect(most).toBe(1)
    expect(readdirSync(dirname(path))).toEqual(['tokens.json'])
  })

  test('goes with a process that ends while it holds it', async () => {
    const path = freshPath()
    const holder = await startHolder(path, 'name', 'exit')
    await once(holder, 'exit')
    expect(readdirSync(dirname(path))).toEqual(['tokens.json'])
  })

  test('of a machine that is gone is taken over when nobody has touched it for 30 seconds, and not before', async () => {
    const path = freshPath()
    const file = await lockFileOf(path, 'name')
    const clock = createVirtualClock()
    writeFileSync(file, JSON.stringify({ id: 'other', pid: 1, host: 'elsewhere', takenAt: clock.now() }))
    const touch = (): void => utimesSync(file, clock.now() / 1000, clock.now() / 1000)
    touch()
    let isIn = false
    const taking = fileCoordinator({ path, runtime: clock }).lock('name', {}, async () => void (isIn = true))
    await pass(clock, 25_000)
    touch()
    await pass(clock, 25_000)
    expect(isIn, 'its holder lives').toBe(false)
    await passUntil(clock, taking)
    expect(isIn, 'its holder is gone').toBe(true)
    expect([locksOf(path), clock.pending]).toEqual([[], 0])
  })

  test('that is old because the machine slept is watched first, for its holder may wake', async () => {
    const path = freshPath()
    const file = await lockFileOf(path, 'name')
    const clock = createVirtualClock()
    writeFileSync(file, JSON.stringify({ id: 'other', pid: 1, host: 'elsewhere', takenAt: 0 }))
    utimesSync(file, 0, 0)
    let isIn = false
    const taking = fileCoordinator({ path, runtime: clock }).lock('name', {}, async () => void (isIn = true))
    await pass(clock, 5_000)
    expect(isIn).toBe(false)
    await passUntil(clock, taking)
    expect(isIn).toBe(true)
  })

  test('of an earlier process with our own number is taken over at once, as in a container that started anew', async () => {
    const path = freshPath()
    const file = await lockFileOf(path, 'name')
    await open(path).lock('name', {}, async () => {
      const holder = JSON.parse(readFileSync(file, 'utf8')) as object
      writeFileSync(file, JSON.stringify({ ...holder, id: 'earlier', takenAt: 1 }))
    })
    expect(locksOf(path), 'it is not ours to remove').toHaveLength(1)
    await open(path).lock('name', {}, async () => {})
    expect(locksOf(path)).toEqual([])
  })

  test.each(['', 'not JSON', '{}', JSON.stringify({ pid: 1, host: hostname() })])(
    'that says %j is somebody: it is waited for until the signal aborts',
    async (text) => {
      const path = freshPath()
      const file = await lockFileOf(path, 'name')
      writeFileSync(file, text)
      utimesSync(file, START_S, START_S)
      const reason = { why: 'enough' }
      const controller = new AbortController()
      const clock = createVirtualClock()
      const { lock } = fileCoordinator({ path, runtime: clock })
      const taking = lock('name', { signal: controller.signal }, async () => {})
      const ended = taking.catch((thrown: unknown) => thrown)
      await pass(clock, 1_000)
      controller.abort(reason)
      expect(await ended).toBe(reason)
      expect(clock.pending).toBe(0)
      expect(readFileSync(file, 'utf8')).toBe(text)
    },
  )

  test('of the file itself bounds each write, with an error that says so', async () => {
    const path = freshPath()
    mkdirSync(dirname(path))
    const clock = createVirtualClock()
    writeFileSync(`${path}.lock`, JSON.stringify({ id: 'other', pid: 1, host: 'elsewhere', takenAt: clock.now() }))
    utimesSync(`${path}.lock`, clock.now() / 1000, clock.now() / 1000)
    const { store } = fileCoordinator({ path, runtime: clock })
    const writing = store.compareAndSet('key', undefined, 1).catch((thrown: unknown) => thrown)
    await pass(clock, 11_000)
    expect(await writing).toMatchObject({ kind: 'auth', reason: 'store-failed', message: /busy/ })
    expect(clock.pending).toBe(0)
  })
})

/** Lets virtual time pass; between two steps whoever waits has looked at the files, and set its timer anew. */
async function pass(clock: VirtualClock, durationMs: number): Promise<void> {
  for (let passedMs = 0; passedMs < durationMs; passedMs += 50) {
    for (let turn = 0; clock.pending === 0 && turn < 500; turn++) await new Promise(setImmediate)
    await clock.advance(50)
  }
}

/** Lets virtual time pass for as long as the work takes: how much the file system does in between is not ours to say. */
async function passUntil(clock: VirtualClock, work: Promise<void>): Promise<void> {
  const ended = Promise.allSettled([work])
  const turn = (): Promise<unknown> => pass(clock, 50).then(() => undefined)
  while ((await Promise.race([ended, turn()])) === undefined);
  await work
}
