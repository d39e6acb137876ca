import type { SocketSessionCase } from './case.ts'
import { keepingCases } from './keeping.ts'
import { owningCases } from './owning.ts'

/**
 * What every store of socket sessions does, as plain functions: any test runner and any runtime can run them.
 *
 * @example
 * ```ts
 * for (const { name, run } of socketSessionCases) test(name, () => run({ open: () => redisSessions(fleet) }))
 * ```
 */
export const socketSessionCases: readonly SocketSessionCase[] = [...keepingCases, ...owningCases]
