import { type Connection, STORES, type Writing } from './schema.ts'

/** What a write has to survive: `strict` a power cut, `relaxed` the end of the page. */
export type Durability = 'strict' | 'relaxed'

/** Runs with a transaction that writes all or nothing, and nothing where the signal aborts it. */
export async function writing<T>(
  connection: Connection,
  durability: Durability,
  work: (transaction: Writing) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const transaction = connection.transaction(STORES, 'readwrite', { durability })
  const { done } = transaction
  // It fails with the work, which is awaited first.
  done.catch(() => {})
  const stop = (): void => {
    try {
      transaction.abort()
    } catch {
      // It is over.
    }
  }
  signal?.addEventListener('abort', stop)
  try {
    const result = await work(transaction)
    await done
    return result
  } catch (error) {
    stop()
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}

/** Issues the last writes of a transaction, and says so: from then on it is written, even where the page ends. */
export async function finish(transaction: Writing, writes: readonly (() => Promise<unknown>)[]): Promise<void> {
  const issued = Promise.all(writes.map(async (write) => write()))
  // Where it throws, all of them fail.
  issued.catch(() => {})
  transaction.commit()
  await issued
}
