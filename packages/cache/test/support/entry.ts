import type { Entry } from '@fairlead/cache'

/** An entry with its own name. */
export function entry(key: string, rest: Partial<Entry> = {}): Entry {
  return {
    version: 1,
    key,
    variant: '',
    vary: [],
    url: 'https://harbour.example/vessels',
    status: 200,
    statusText: 'OK',
    headers: [],
    requestedAt: 1,
    receivedAt: 2,
    names: [`name of ${key}`],
    body: new TextEncoder().encode(key),
    ...rest,
  }
}
