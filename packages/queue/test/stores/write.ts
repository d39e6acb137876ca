import type { OutboxEntry } from '@fairlead/queue'

/** A write to be stored. */
export function write(id: string, rest: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    id,
    seq: 0,
    lane: '/berths',
    identity: 'harbour master',
    method: 'POST',
    template: '/berths',
    url: 'https://harbour.example/berths',
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode('{}'),
    key: id,
    tags: [],
    merge: undefined,
    createdAt: 1_790_000_000_000,
    state: 'pending',
    attempts: 0,
    notBefore: 0,
    lease: undefined,
    failure: undefined,
    ...rest,
  }
}
