import type { CallRequest } from '@fairlead/core'
import type { SendOptions } from './options.ts'
import type { Tracked } from './tracked.ts'

/** On the options of a call: that it is a write for the outbox. A symbol, so that no caller sets it by accident. */
export const INTENT: unique symbol = Symbol('fairlead outbox intent')

/** On the options of a call: that the outbox itself sends it. */
export const SENDING: unique symbol = Symbol('fairlead outbox sending')

/** What `send` wants to be done with a call that reaches the outbox. */
export interface Intent extends SendOptions {
  /** Told when the write is stored. */
  stored(write: Tracked): void
}

/** The intent of a call, if it has one. */
export function intentOf({ options }: CallRequest): Intent | undefined {
  return (options as { readonly [INTENT]?: Intent })[INTENT]
}

/** Whether the outbox itself makes the call. */
export function isSending({ options }: CallRequest): boolean {
  return SENDING in options
}
