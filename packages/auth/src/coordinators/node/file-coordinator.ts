import { createHash, randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { type Runtime, configError, platformLocks, platformRuntime } from '@fairlead/core'
import type { Coordinator } from '../../coordinator.ts'
import { watchFileChanges } from './file-changes.ts'
import { type FileLock, takeFileLock } from './file-lock.ts'
import { checkJson } from '../json-only.ts'
import { storeError } from './store-error.ts'
import { ensureFolder, onFiles, readEntries, removeRemains, writeEntries } from './token-file.ts'

/** Where the tokens are. */
export interface FileCoordinatorOptions {
  /** Of the file; it belongs to its user alone (mode 0600), as does its folder if it has to be made. */
  readonly path: string
  /** Clock, timers and random numbers. @defaultValue the platform's */
  readonly runtime?: Runtime
}

/** How long a write waits for others, which hold the file for milliseconds. */
const WRITE_WAIT_MS = 10_000

/**
 * Tokens in a file that several processes share, such as the runs of a command-line program. Lock files beside it let
 * one process refresh at a time; one left by a process that died is taken over. Keeps what JSON can, so no keys of
 * WebCrypto. A file that cannot be understood is an `auth` error with reason `store-corrupt`, and is never overwritten.
 *
 * @throws `config` for a path that is none
 */
export function fileCoordinator({ path, runtime = platformRuntime }: FileCoordinatorOptions): Coordinator {
  if (typeof path !== 'string' || path === '') throw configError('fileCoordinator: `path` is no text, or an empty one')
  const file = resolve(path)
  const changes = watchFileChanges(file, runtime)
  // Within a process nobody has to look at files to wait.
  const locks = platformLocks()

  async function withFile<T>(
    lockFile: string,
    signal: AbortSignal | undefined,
    run: (lock: FileLock) => Promise<T>,
  ): Promise<T> {
    const lock = await onFiles('taking its lock file', async () => {
      await ensureFolder(file)
      return takeFileLock(lockFile, runtime, signal)
    })
    try {
      return await run(lock)
    } finally {
      // The work is done, whatever becomes of the lock file: others see that nobody touches it.
      await lock.release().catch(() => undefined)
    }
  }

  /** One write at a time. */
  function toWrite<T>(run: (lock: FileLock) => Promise<T>): Promise<T> {
    const waiting = new AbortController()
    const { signal } = waiting
    const busy = storeError('store-failed', 'fileCoordinator: others keep the token file busy')
    const timer = runtime.setTimeout(() => waiting.abort(busy), WRITE_WAIT_MS)
    return locks
      .request(file, { signal }, () => withFile(`${file}.lock`, signal, run))
      .finally(() => runtime.clearTimeout(timer))
  }

  return {
    lock: (name, options, run) =>
      locks.request(`${file} ${name}`, options, () => withFile(`${file}.${shortHash(name)}.lock`, options.signal, run)),
    store: {
      get: async (key) => (await onFiles('reading the token file', () => readEntries(file))).get(key),
      async compareAndSet(key, expected, value) {
        checkJson(value, 'fileCoordinator')
        // Not the runtime's: two tests with a clock of their own would count the same.
        const revision = randomUUID()
        const isWritten = await toWrite(({ isOurs }) =>
          onFiles('writing the token file', async () => {
            await removeRemains(file, runtime.now())
            const entries = new Map(await readEntries(file))
            if (entries.get(key)?.revision !== expected) return false
            if (value === undefined) entries.delete(key)
            else entries.set(key, { revision, value })
            await writeEntries(file, entries, revision, isOurs)
            return true
          }),
        )
        if (!isWritten) return false
        changes.check()
        return revision
      },
    },
    onChange: (_key, listener) => changes.onChange(listener),
    close: changes.close,
  }
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
