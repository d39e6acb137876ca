import { type AnySchema, type FairleadError, type ReadOptions, type ValidationMode, iterate } from '@fairlead/core'
import type { Incoming } from './connection.ts'
import type { Effects } from './effects.ts'
import { socketError } from './errors.ts'
import { type Report, checked, inOrder } from './inbox.ts'
import { createListeners } from './listeners.ts'
import { type IncomingDefinition, schemaOf } from './messages.ts'

/** Messages of the server, by name, with who hears them. */
export interface Inbox {
  readonly incoming: Incoming<Record<string, AnySchema>>
  /** Gives a message to those who hear it, after its schema has seen it. */
  deliver(name: string, data: unknown): void
  /** Ends the readers. */
  end(error?: FairleadError): void
  /** Ends the readers, and those that begin later. */
  close(error?: FairleadError): void
}

/** What the inboxes of one connection share. */
export interface InboxContext {
  readonly path: string
  readonly checks: ValidationMode
  readonly report: Report
  readonly effects: Effects
  /** Who is there. */
  identity(): string
  /** Set when nothing will come any more: why, where that is a failure. */
  over(): Over | undefined
}

interface Over {
  readonly error: FairleadError | undefined
}

/** Makes an inbox for the messages of a contract, or of one channel. */
export function createInbox(
  definitions: Readonly<Record<string, AnySchema | IncomingDefinition>>,
  { path, checks, report, effects, identity, over }: InboxContext,
): Inbox {
  const listeners = createListeners<unknown>()
  const readers = new Set<(error?: FairleadError) => void>()
  const order = inOrder()
  /** Raised when a session ends: what its schemas still look at is for nobody any more. */
  let turn = 0
  let closed: Over | undefined

  const known = (name: string): AnySchema | IncomingDefinition | undefined =>
    Object.hasOwn(definitions, name) ? definitions[name] : undefined
  function mustKnow(name: string): void {
    if (!known(name))
      throw socketError(path, 'unknown-message', `the contract has no message '${name}' from the server`)
  }

  function endAll(error?: FairleadError): void {
    turn++
    for (const end of readers) end(error)
  }

  return {
    incoming: {
      on(name, listener) {
        mustKnow(name)
        return listeners.add(name, listener)
      },
      messages(name, options: ReadOptions = {}) {
        mustKnow(name)
        return iterate<never>(
          options,
          (next, end) => {
            const isOver = closed ?? over()
            if (isOver) {
              end(isOver.error)
              return () => {}
            }
            readers.add(end)
            const stop = listeners.add(name, next as (data: unknown) => void)
            return () => {
              readers.delete(end)
              stop()
            }
          },
          (max) =>
            socketError(path, 'slow-reader', `${max} messages '${name}' wait for their reader, the most allowed`),
        )
      },
    },
    deliver(name, data) {
      const definition = known(name)
      if (!definition)
        return report(socketError(path, 'unknown-message', 'the server sent a message that the contract does not have'))
      const own = turn
      try {
        order(
          checked(path, schemaOf(definition), data, checks, { direction: 'output', name, report }),
          (value) => {
            if (own !== turn) return
            // A listener may let somebody else in.
            const whose = identity()
            listeners.tell(name, value)
            effects.came(definition, value, whose)
          },
          report as (error: unknown) => void,
        )
      } catch (error) {
        report(error as FairleadError)
      }
    },
    end: endAll,
    close(error) {
      closed = { error }
      endAll(error)
    },
  }
}
