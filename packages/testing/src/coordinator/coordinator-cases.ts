import type { CoordinatorCase } from './case.ts'
import { changeCases } from './changes.ts'
import { lockCases } from './locks.ts'
import { storeCases } from './stores.ts'

/**
 * What every coordinator does, as plain functions: any test runner and any runtime can run them.
 *
 * @example
 * ```ts
 * const context = { open: () => idbCoordinator(), keeps: 'clones' } as const
 * for (const { name, run } of coordinatorCases) test(name, () => run(context))
 * ```
 */
export const coordinatorCases: readonly CoordinatorCase[] = [...lockCases, ...storeCases, ...changeCases]
