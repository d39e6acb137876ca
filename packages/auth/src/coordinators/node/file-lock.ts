import { randomUUID } from 'node:crypto'
import { readFileSync, unlinkSync } from 'node:fs'
import { link, open, rename, rm, unlink, utimes } from 'node:fs/promises'
import type { Runtime } from '@fairlead/core'
import { every, pause } from './pause.ts'
import { type LockHolder, type LockSight, isDead, lockAt, ownHost } from './lock-holder.ts'
import { codeOf } from './store-error.ts'

/** A lock file that is ours. */
export interface FileLock {
  /** False when another took it, as happens to a holder that was stopped for longer than `STALE_MS`. */
  isOurs(): Promise<boolean>
  release(): Promise<void>
}

const STALE_MS = 30_000
const TOUCH_MS = 5_000
/** How long an old lock is watched before it is taken: a live holder whose machine has slept touches it meanwhile. */
const WATCH_MS = 7_000
const FIRST_WAIT_MS = 5
const LONGEST_WAIT_MS = 60

/**
 * Waits for a lock file. One whose process has died is taken at once, one that nobody has touched for 30 seconds after a
 * second look. Only one waiter takes over what it has seen, because to do so it holds a lock on that very sight.
 */
export async function takeFileLock(path: string, runtime: Runtime, signal?: AbortSignal): Promise<FileLock> {
  const { now, random } = runtime
  const self = { id: randomUUID(), pid: process.pid, host: ownHost() }
  let watched = { state: '', forMs: 0 }
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    signal?.throwIfAborted()
    const own = { ...self, takenAt: now() }
    const seen = await lockAt(path)
    if (!seen) {
      if (await create(path, own)) return held(path, own.id, runtime)
      continue
    }
    if (watched.state !== seen.state) watched = { state: seen.state, forMs: 0 }
    const isStale = Math.abs(now() - seen.touchedAt) > STALE_MS && watched.forMs >= WATCH_MS
    if (isStale || (seen.holder && isDead(seen.holder, now()))) {
      if (await takeOver(path, own, seen, runtime, signal)) return held(path, own.id, runtime)
      continue
    }
    const thisMs = waitMs * (0.5 + random())
    await pause(runtime, thisMs, signal)
    // Added up, not measured: while the machine sleeps nobody watches.
    watched.forMs += thisMs
  }
}

/** Makes the file, unless there is one. It appears as a whole: of one that is half written nobody knows whose it is. */
async function create(path: string, own: LockHolder): Promise<boolean> {
  const draft = `${path}.${own.id}`
  await write(draft, own)
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    // Some file systems have no links. What is half written there is known by its age alone.
    return await writeIfAbsent(path, own)
  } finally {
    await rm(draft, { force: true })
  }
}

async function writeIfAbsent(path: string, own: LockHolder): Promise<boolean> {
  try {
    await write(path, own)
    return true
  } catch (error) {
    // Windows refuses a name for a while after its removal.
    if (codeOf(error) === 'EEXIST' || (codeOf(error) === 'EPERM' && process.platform === 'win32')) return false
    throw error
  }
}

/** Writes a file that must not be there. */
async function write(path: string, own: LockHolder): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(JSON.stringify(own))
    // By the clock that its age is told by.
    const takenAt = new Date(own.takenAt)
    await file.utimes(takenAt, takenAt)
  } catch (error) {
    await rm(path, { force: true })
    throw error
  } finally {
    await file.close()
  }
}

async function takeOver(
  path: string,
  own: LockHolder,
  seen: LockSight,
  runtime: Runtime,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const guard = await takeFileLock(`${path}.${seen.state}`, runtime, signal)
  const next = `${path}.${own.id}`
  try {
    if ((await lockAt(path))?.state !== seen.state) return false
    await write(next, own)
    await rename(next, path)
    return true
  } finally {
    await guard.release()
  }
}

function held(path: string, id: string, runtime: Runtime): FileLock {
  const stopTouching = every(runtime, TOUCH_MS, () => {
    const now = new Date(runtime.now())
    utimes(path, now, now).catch(() => undefined)
  })
  const isOurs = async (): Promise<boolean> => (await lockAt(path))?.holder?.id === id
  const onExit = (): void => {
    try {
      if (readFileSync(path, 'utf8').includes(id)) unlinkSync(path)
    } catch {
      // Whoever comes next sees that this process is gone.
    }
  }
  process.once('exit', onExit)
  return {
    isOurs,
    async release() {
      stopTouching()
      try {
        if (await isOurs()) await unlink(path)
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') throw error
      } finally {
        process.off('exit', onExit)
      }
    },
  }
}
