import * as cache from './cache/harbour.ts'
import * as optimistic from './optimistic/harbour.ts'
import * as outbox from './outbox/harbour.ts'
import * as queue from './queue/harbour.ts'
import * as retries from './retries/harbour.ts'
import * as session from './session/harbour.ts'

/** The live examples, by the name of their folder. */
export const examples = {
  retries: { title: 'A server in trouble', ...retries },
  cache: { title: 'A list that is kept', ...cache },
  session: { title: 'A token that expires', ...session },
  optimistic: { title: 'Shown before the answer', ...optimistic },
  outbox: { title: 'A write that waits', ...outbox },
  queue: { title: 'Who goes first', ...queue },
} as const

/** The name of a live example. */
export type ExampleName = keyof typeof examples

/** What the component of an example is given. */
export type PartsOf<Name extends ExampleName> = ReturnType<(typeof examples)[Name]['connect']>
