import type { Entry } from '@fairlead/cache'
import { entry as plain } from '../../../cache/test/support/entry.ts'

/** An answer that is fresh for a minute, under a key that is its name and its body. */
export function entry(key: string, rest: Partial<Entry> = {}): Entry {
  return plain(key, {
    headers: [['cache-control', 'max-age=60']],
    requestedAt: 1_790_000_000_000,
    receivedAt: 1_790_000_000_000,
    names: [key],
    ...rest,
  })
}
