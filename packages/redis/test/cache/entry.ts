import type { Entry } from '@fairlead/cache'

/** An answer that is fresh for a minute, under a key that is its name and its body. */
export function entry(key: string, rest: Partial<Entry> = {}): Entry {
  return {
    version: 1,
    key,
    variant: '',
    vary: [],
    url: 'https://harbour.example/vessels',
    status: 200,
    statusText: 'OK',
    headers: [['cache-control', 'max-age=60']],
    requestedAt: 1_790_000_000_000,
    receivedAt: 1_790_000_000_000,
    names: [key],
    body: new TextEncoder().encode(key),
    ...rest,
  }
}
