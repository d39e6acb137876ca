import type { Piece } from '../mock/answer.ts'
import type { ReplyOptions } from './handlers.ts'

const brand: unique symbol = Symbol.for('fairlead.mock-answer')

/** An answer ready to be given; made by `reply`, {@link stream}, {@link events}, {@link networkError} and {@link hang}. */
export interface MockAnswer {
  readonly [brand]: AnswerPlan
}

/** What becomes of a request. */
export interface AnswerPlan extends ReplyOptions {
  readonly how: 'reply' | 'stream' | 'network-error' | 'hang'
  readonly status?: number
  readonly body?: unknown
  readonly pieces?: readonly Piece[]
  readonly end?: 'stall' | 'break' | undefined
}

/** How a body that comes piece by piece is sent. */
export interface StreamOptions extends ReplyOptions {
  /** @defaultValue 200 */
  readonly status?: number
  /** What stands after the pieces: nothing more for ever, or a connection that breaks. @defaultValue the end */
  readonly end?: 'stall' | 'break'
}

/** A server-sent event, or a wait before the next one. */
export type MockEvent =
  | {
      /** Written as JSON unless it is text. */
      readonly data: unknown
      readonly type?: string
      readonly id?: string
      /** How long the client is to wait before it connects again. */
      readonly retryMs?: number
    }
  | { readonly waitMs: number }

/** Marks a plan as an answer. */
export function answer(plan: AnswerPlan): MockAnswer {
  return Object.freeze({ [brand]: plan })
}

/** The plan of an answer; undefined for what is none. */
export function planOf(value: unknown): AnswerPlan | undefined {
  return typeof value === 'object' && value !== null && brand in value ? (value as MockAnswer)[brand] : undefined
}

/** A request that gets no answer because the connection fails: `fetch` rejects with a TypeError. */
export function networkError(options: Pick<ReplyOptions, 'delayMs'> = {}): MockAnswer {
  return answer({ ...options, how: 'network-error' })
}

/** A request that is never answered; it ends when its signal aborts. */
export function hang(): MockAnswer {
  return answer({ how: 'hang' })
}

/** A body piece by piece: text, bytes, and waits in the time of the mock's runtime. No schema looks at it. */
export function stream(pieces: readonly Piece[], options: StreamOptions = {}): MockAnswer {
  return answer({ status: 200, ...options, how: 'stream', pieces })
}

/** Server-sent events, as the HTML standard writes them. */
export function events(items: readonly MockEvent[], options: StreamOptions = {}): MockAnswer {
  const headers = { 'content-type': 'text/event-stream', ...options.headers }
  return stream(
    items.map((item) => ('waitMs' in item ? item : eventText(item))),
    { ...options, headers },
  )
}

function eventText({ data, type, id, retryMs }: Exclude<MockEvent, { waitMs: number }>): string {
  const lines = (typeof data === 'string' ? data : JSON.stringify(data)).split(/\r\n|\r|\n/)
  const fields = [
    type !== undefined && `event: ${type}`,
    id !== undefined && `id: ${id}`,
    retryMs !== undefined && `retry: ${retryMs}`,
    ...lines.map((line) => `data: ${line}`),
  ]
  return `${fields.filter((field) => field !== false).join('\n')}\n\n`
}
