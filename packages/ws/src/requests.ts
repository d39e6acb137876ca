import { FairleadError, type Runtime } from '@fairlead/core'
import type { RequestOptions } from './connection.ts'
import { socketError, whereOf } from './errors.ts'
import type { Message } from './frames.ts'
import type { MessageClass } from './messages.ts'
import type { Verdict } from './outbox.ts'

/** A request to put into the outbox. */
export interface Asked {
  readonly name: string
  readonly data: unknown
  readonly class: MessageClass
  readonly request: number
  readonly signal: AbortSignal
  settle(verdict: Verdict): void
}

/** Requests that wait for their answers. */
export interface Requests {
  /** Asks; `put` takes the request into the outbox. */
  ask(name: string, data: unknown, kind: MessageClass, options: RequestOptions): Promise<unknown>
  answer(message: Message): void
  /** Those that the lost session had taken will not be answered: they are asked again or told unknown. */
  lost(): void
  end(error: FairleadError): void
}

const DEADLINE_MS = 30_000

interface Open {
  readonly name: string
  isTaken: boolean
  resolve(data: unknown): void
  reject(error: FairleadError): void
  again: (() => void) | undefined
}

/** Makes the requests of a connection. `put` throws for what cannot be sent. */
export function createRequests(
  runtime: Runtime,
  path: string,
  put: (asked: Asked) => void,
  cancel: (request: number) => void,
): Requests {
  const open = new Map<number, Open>()
  let last = 0

  const unknown = (name: string, reason: string): FairleadError =>
    socketError(path, 'unknown', `nobody knows whether '${name}' was carried out (${reason})`)

  return {
    ask(name, data, kind, { signal, deadlineMs = DEADLINE_MS }) {
      return new Promise((resolve, reject) => {
        const request = ++last
        const giveUp = new AbortController()
        const finish = (): boolean => {
          runtime.clearTimeout(timer)
          signal?.removeEventListener('abort', aborted)
          return open.delete(request)
        }
        const fail = (error: FairleadError): void => {
          if (finish()) reject(error)
        }
        const leave = (error: FairleadError): void => {
          const wasTaken = open.get(request)?.isTaken
          fail(error)
          giveUp.abort()
          if (wasTaken) cancel(request)
        }
        const aborted = (): void =>
          leave(new FairleadError('abort', whereOf(path), 'aborted by the caller', {}, { cause: signal?.reason }))
        const timer =
          deadlineMs === Infinity
            ? undefined
            : runtime.setTimeout(
                () =>
                  leave(
                    new FairleadError('timeout', whereOf(path), `no answer to '${name}' within ${deadlineMs} ms`, {
                      clock: 'total',
                      timeoutMs: deadlineMs,
                    }),
                  ),
                deadlineMs,
              )
        const entry: Open = {
          name,
          isTaken: false,
          resolve: (value) => finish() && resolve(value),
          reject: fail,
          again: kind === 'once-safe' ? () => send() : undefined,
        }
        const send = (): void => {
          entry.isTaken = false
          const settle = (verdict: Verdict): void => {
            if (verdict.state === 'acknowledged') entry.isTaken = true
            else if (verdict.state === 'unknown') fail(unknown(name, verdict.reason))
            else fail(socketError(path, 'not-sent', `'${name}' was not sent (${verdict.reason})`))
          }
          try {
            put({ name, data, class: kind, request, signal: giveUp.signal, settle })
          } catch (error) {
            fail(error as FairleadError)
          }
        }
        open.set(request, entry)
        signal?.addEventListener('abort', aborted)
        if (signal?.aborted) aborted()
        else send()
      })
    },
    answer({ reply = 0, data, error }) {
      const entry = open.get(reply)
      if (!entry) return
      if (!error) return entry.resolve(data)
      const what = `the server refused '${entry.name}' (${error.code}): ${error.message}`
      entry.reject(socketError(path, 'refused', what, { code: error.code }, { data: error.data }))
    },
    lost() {
      for (const { name, isTaken, again, reject } of open.values()) {
        if (!isTaken) continue
        if (again) again()
        else reject(unknown(name, 'session-lost'))
      }
    },
    end(error) {
      for (const { reject } of open.values()) reject(error)
    },
  }
}
