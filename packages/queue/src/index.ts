export { queue } from './queue.ts'
export { browser, languageModel, server } from './presets.ts'
export type { LaneSnapshot, QueueApi, QueueApiOf } from './api.ts'
export type { CallQueueOptions, QueueOptions, QueuedCall } from './options.ts'
export type { Priority, TaskSignalLike } from './priority.ts'
export type { QueueError, QueueReason } from './rejected.ts'
export type { FeedbackOptions } from './feedback.ts'
export type { Holds } from './holds.ts'
export type { Clock } from './clock.ts'

export { createScheduler } from './scheduler/scheduler.ts'
export type {
  KeyBounds,
  Overflow,
  Scheduler,
  SchedulerOptions,
  SchedulerSnapshot,
  WorkOptions,
} from './scheduler/options.ts'
export type { Cost, RateLimit, RateLimitMaker } from './rates/rate-limit.ts'
export type { AdaptiveLimit, AdaptiveLimitMaker, Sample } from './adaptive/adaptive-limit.ts'

export { createBreaker } from './breaker/breaker.ts'
export type { Breaker, BreakerOptions, BreakerOutcome, BreakerPass } from './breaker/options.ts'
export { createHedge } from './hedge/hedge.ts'
export type { Hedge, HedgedOptions } from './hedge/hedge.ts'
export type { HedgeOptions } from './hedge/options.ts'
export { debounce, throttle } from './calls/debounce.ts'
export type { Gathered } from './calls/debounce.ts'
export type { DebounceOptions, ThrottleOptions } from './calls/options.ts'

export { outbox } from './outbox/outbox.ts'
export { memoryOutbox } from './outbox/memory.ts'
export type { EntryFailure, EntryState, OutboxEntry } from './outbox/entry.ts'
export type { Outbox } from './outbox/types.ts'
export type { OutboxApi } from './outbox/api.ts'
export type { Conflict, EntrySummary, OutboxOptions, Resolution, SendOptions } from './outbox/options.ts'
export type { Receipt, ReceiptState, Sent } from './outbox/receipt.ts'
export type { OutboxBounds, OutboxStore } from './outbox/store.ts'
export { gcra } from './rates/gcra.ts'
export type { GcraOptions } from './rates/gcra.ts'
export { costOf } from './rates/charge.ts'
export { slidingWindow } from './rates/sliding-window.ts'
export type { SlidingWindowOptions } from './rates/sliding-window.ts'
export { aimd } from './adaptive/aimd.ts'
export type { AimdOptions } from './adaptive/aimd.ts'
export { gradient2 } from './adaptive/gradient2.ts'
export type { AdaptiveOptions } from './adaptive/options.ts'
export { createBatcher } from './batch/batcher.ts'
export type { Batcher, BatcherOptions, LoadBatch, LoadOptions } from './batch/options.ts'
