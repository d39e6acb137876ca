import { mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Entry } from '../../coordinator.ts'
import { codeOf, storeError } from './store-error.ts'

/** What the file holds: entries by key. */
export type Entries = ReadonlyMap<string, Entry>

const FORMAT = 1

/** Runs work on files; what goes wrong is told by its code, for the system's own messages quote paths. */
export async function onFiles<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    // An abort comes through as it is.
    if (typeof (error as { syscall?: unknown } | undefined)?.syscall !== 'string') throw error
    throw storeError('store-failed', `fileCoordinator: ${what} failed`, error)
  }
}

/** Makes the folder, for its owner alone; one that is there stays as it is. */
export async function ensureFolder(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
}

/** Reads the entries. A file that is not there has none. @throws `auth` with reason `store-corrupt` */
export async function readEntries(path: string): Promise<Entries> {
  let text
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return new Map()
    throw error
  }
  const entries = entriesIn(text)
  if (entries) return entries
  const what = 'fileCoordinator: the token file does not hold what was written; it is left as it is'
  throw storeError('store-corrupt', `${what}. Restore it, or remove it and sign in anew`)
}

function entriesIn(text: string): Entries | undefined {
  try {
    const { format, entries } = JSON.parse(text) as { format?: unknown; entries?: unknown }
    if (format !== FORMAT || typeof entries !== 'object' || entries === null) return undefined
    const all = Object.entries(entries as Record<string, Partial<Entry> | null>)
    const areWhole = all.every(([, entry]) => typeof entry?.revision === 'string' && entry.value !== undefined)
    return areWhole ? new Map(all as [string, Entry][]) : undefined
  } catch {
    return undefined
  }
}

/** Puts all entries in place of those that are there, in one step that a power cut does not halve. */
export async function writeEntries(
  path: string,
  entries: Entries,
  id: string,
  mayWrite: () => Promise<boolean>,
): Promise<void> {
  const partial = `${path}.${id}.part`
  try {
    const file = await open(partial, 'wx', 0o600)
    try {
      await file.writeFile(`${JSON.stringify({ format: FORMAT, entries: Object.fromEntries(entries) }, null, 2)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    if (!(await mayWrite())) throw storeError('store-failed', 'fileCoordinator: stopped for too long while writing')
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
}

/** Removes what processes have left that were killed while they wrote, or while they took a lock. For the one writer. */
export async function removeRemains(path: string, now: number): Promise<void> {
  const folder = dirname(path)
  const start = basename(path)
  for (const name of await readdir(folder)) {
    const rest = name.startsWith(start) ? name.slice(start.length) : ''
    const remains = join(folder, name)
    // Another token file may have a name that begins like this one: only what is surely ours goes.
    if (PARTIAL.test(rest)) await rm(remains, { force: true })
    else if (LOCK_DRAFT.test(rest) && (await ageOf(remains, now)) > DRAFT_MS) await rm(remains, { force: true })
  }
}

const PARTIAL = /^\.[\da-f-]{36}\.part$/
const LOCK_DRAFT = /^(\.[\da-f]{16})?\.lock\.[\da-f.-]+$/
/** Whoever lives is done with a draft in milliseconds, and touches what it holds. */
const DRAFT_MS = 60_000

async function ageOf(path: string, now: number): Promise<number> {
  try {
    return now - (await stat(path)).mtimeMs
  } catch {
    return 0
  }
}

async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    await handle.sync().finally(() => handle.close())
  } catch {
    // Windows has no such thing; the file itself is safe.
  }
}
