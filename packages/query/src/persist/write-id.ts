import type { Mutation } from '@tanstack/query-core'

/** What a mutation carries from page to page, so that its copies in several of them are known to be one write. */
interface Named {
  readonly writeId?: unknown
}

/** The name of a write; undefined for one that was stored without. */
export function writeIdOf({ state }: Pick<Mutation, 'state'>): string | undefined {
  const { writeId } = (state ?? {}) as Named
  return typeof writeId === 'string' && writeId ? writeId : undefined
}

/** Names a write. In the state, because that is what lasts. */
export function nameWrite(mutation: Mutation, writeId: string): void {
  mutation.state = Object.assign({ ...mutation.state }, { writeId } satisfies Named)
}
