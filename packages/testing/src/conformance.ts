import { answerCases } from './conformance/answers.ts'
import { bodyCases } from './conformance/bodies.ts'
import type { ConformanceCase } from './conformance/case.ts'
import { clockCases } from './conformance/clocks.ts'
import { contractCases } from './conformance/contracts.ts'
import { endingCases } from './conformance/endings.ts'
import { guardCases } from './conformance/guards.ts'
import { recoveryCases } from './conformance/recovery.ts'
import { secretCases } from './conformance/secrets.ts'
import { streamCases } from './conformance/streams.ts'

export { cacheStoreCases } from './cache-store/cache-store-cases.ts'
export type { CacheStoreCase, CacheStoreContext, CacheStoreUnderTest, StoredAnswer } from './cache-store/case.ts'
export { conformanceContext } from './conformance/case.ts'
export type { ConformanceCase, ConformanceContext } from './conformance/case.ts'
export { coordinatorCases } from './coordinator/coordinator-cases.ts'
export type { CoordinatorCase, CoordinatorContext, CoordinatorUnderTest } from './coordinator/case.ts'
export { outboxStoreCases } from './outbox-store/outbox-store-cases.ts'
export type { OutboxStoreCase, OutboxStoreContext, OutboxStoreUnderTest, StoredWrite } from './outbox-store/case.ts'
export { rateLimitCases } from './rate-limit/rate-limit-cases.ts'
export type {
  RateLimitCase,
  RateLimitContext,
  RateLimitUnderTest,
  RatePlace,
  RateTerms,
  SchedulerUnderTest,
} from './rate-limit/case.ts'
export { socketSessionCases } from './socket-sessions/socket-session-cases.ts'
export type { SessionStoreUnderTest, SocketSessionCase, SocketSessionContext } from './socket-sessions/case.ts'
export { socketTransportCases } from './socket-transport/socket-transport-cases.ts'
export type {
  FrameUnderTest,
  LinkEventsUnderTest,
  LinkUnderTest,
  SocketTransportCase,
  SocketTransportContext,
} from './socket-transport/case.ts'
export { connectFaults } from './faults/fault-client.ts'
export type { FaultClient, FaultPath } from './faults/fault-client.ts'

/**
 * What every transport does, as plain functions: any test runner and any runtime can run them.
 *
 * @example
 * ```ts
 * const context = conformanceContext(fetchTransport(), await connectFaults(origin))
 * for (const { name, run } of transportCases) test(name, () => run(context))
 * ```
 */
export const transportCases: readonly ConformanceCase[] = [
  ...bodyCases,
  ...answerCases,
  ...recoveryCases,
  ...endingCases,
  ...guardCases,
  ...secretCases,
  ...clockCases,
  ...streamCases,
  ...contractCases,
]
