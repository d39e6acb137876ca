import { readlinkSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { hostname } from 'node:os'
import { codeOf } from './store-error.ts'

/** Who holds a lock file, as the file says. */
export interface LockHolder {
  readonly id: string
  readonly pid: number
  readonly host: string
  /** Milliseconds since the Unix epoch. */
  readonly takenAt: number
}

/** A lock file as it was seen at one moment. */
export interface LockSight {
  /** Another one after each touch and each change of hands. */
  readonly state: string
  readonly touchedAt: number
  /** Undefined while it is being written, and of a file that is none of ours. */
  readonly holder: LockHolder | undefined
}

/** Looks at a lock file; undefined: there is none. */
export async function lockAt(path: string): Promise<LockSight | undefined> {
  try {
    // By one handle: what is read and what is dated must be the same file, for it may change hands in between.
    const file = await open(path, 'r')
    try {
      const { ino, mtimeMs } = await file.stat()
      return {
        state: `${ino}-${Math.floor(mtimeMs)}`,
        touchedAt: mtimeMs,
        holder: holderIn(await file.readFile('utf8')),
      }
    } finally {
      await file.close()
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function holderIn(text: string): LockHolder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<LockHolder> | null
    return typeof holder?.id === 'string' && Number.isSafeInteger(holder.pid) ? (holder as LockHolder) : undefined
  } catch {
    return undefined
  }
}

/** Whether the holder is a process of this machine that has ended. */
export function isDead({ pid, host, takenAt }: LockHolder, now: number): boolean {
  if (host !== ownHost() || pid <= 0) return false
  // Containers give their one process the same number at every start.
  if (pid === process.pid) return takenAt < now - process.uptime() * 1000
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return codeOf(error) === 'ESRCH'
  }
}

/** Where process ids mean the same: containers may share a folder and a host's name, and still number their own. */
export function ownHost(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname()
  }
}
