import type { CacheStoreCase } from './case.ts'
import { invalidatingCases } from './invalidating.ts'
import { keepingCases } from './keeping.ts'
import { orderingCases } from './ordering.ts'
import { sharingCases } from './sharing.ts'

/**
 * What every store of answers does, as plain functions: any test runner and any runtime can run them, one after the other.
 *
 * @example
 * ```ts
 * const context = { open: () => idbStore(), copies: true }
 * for (const { name, run } of cacheStoreCases) test(name, () => run(context))
 * ```
 */
export const cacheStoreCases: readonly CacheStoreCase[] = [
  ...keepingCases,
  ...invalidatingCases,
  ...orderingCases,
  ...sharingCases,
]
