import type { Locks } from '@fairlead/core'

/** The contract `Coordinator` of `@fairlead/auth`, said once more: who tests transports need not install that. */
export interface CoordinatorUnderTest {
  readonly lock: Locks['request']
  readonly store: {
    get(key: string): Promise<{ readonly revision: string; readonly value: unknown } | undefined>
    compareAndSet(key: string, expected: string | undefined, value: unknown): Promise<string | false>
  }
  onChange(key: string, listener: () => void): () => void
  close?(): void | Promise<void>
}

/** What a case runs with. */
export interface CoordinatorContext {
  /**
   * A coordinator over the same storage each time, as another tab or process would open it; where only sharing one
   * object shares the storage, that object.
   */
  open(): CoordinatorUnderTest
  /** What it can keep: anything that can be cloned, or what JSON can hold. */
  readonly keeps: 'clones' | 'json'
}

/** One behaviour that every coordinator shows. */
export interface CoordinatorCase {
  readonly name: string
  /** Throws where the behaviour is another one. */
  run(context: CoordinatorContext): Promise<void>
}

/** Runs with two coordinators over one storage and a key of its own, and leaves neither open. */
export async function withTwo(
  { open }: CoordinatorContext,
  run: (one: CoordinatorUnderTest, other: CoordinatorUnderTest, key: string) => Promise<void>,
): Promise<void> {
  const [one, other] = [open(), open()]
  try {
    await run(one, other, `conformance ${crypto.randomUUID()}`)
  } finally {
    await one.close?.()
    await other.close?.()
  }
}

/** Writes, where nobody can be first. */
export async function put(
  { store }: CoordinatorUnderTest,
  key: string,
  expected: string | undefined,
  value: unknown,
): Promise<string> {
  const revision = await store.compareAndSet(key, expected, value)
  if (revision === false) throw new Error(`expected that revision ${expected} is stored`)
  return revision
}
