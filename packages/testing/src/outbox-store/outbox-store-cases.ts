import type { OutboxStoreCase } from './case.ts'
import { changingCases } from './changing.ts'
import { keepingCases } from './keeping.ts'

/**
 * What every store of an outbox does, as plain functions: any test runner and any runtime can run them, one after the
 * other.
 *
 * @example
 * ```ts
 * for (const { name, run } of outboxStoreCases) test(name, () => run({ open: () => idbOutbox() }))
 * ```
 */
export const outboxStoreCases: readonly OutboxStoreCase[] = [...keepingCases, ...changingCases]
