import { type ClientEvent, type Guards, type Plugin, check } from '@fairlead/core'
import { safely } from './safely.ts'
import { lowCardinality } from './template.ts'
import { plainText } from './text.ts'

/** How much a line matters. */
export type LogLevel = 'info' | 'warn' | 'error'

/** What is told of one call, or of one attempt. All texts are on one line, without control characters. */
export interface LogLine {
  /** `error`: it failed, or 500 and more; `warn`: 400 and more, or it took a second attempt. What was given up is `info`. */
  readonly level: LogLevel
  /** The same in words: `GET /vessels/{id} 503 after 120 ms, 3 attempts`. */
  readonly msg: string
  readonly method: string
  /** Values in the path are shown as `{…}`. */
  readonly template: string
  readonly origin: string
  readonly status?: number | undefined
  readonly error?: string | undefined
  readonly durationMs: number
  /** Of the call. */
  readonly attempts?: number | undefined
  /** Of an attempt: its number, from 1. */
  readonly attempt?: number | undefined
  readonly queueWaitMs?: number | undefined
  /** What the cache did. */
  readonly cache?: string | undefined
  readonly operationId: string
}

/** What is written, and where. */
export interface ConsoleLogOptions {
  /** Lines that matter less are not written. @defaultValue `'info'` */
  readonly level?: LogLevel | undefined
  /** A line for each attempt too. @defaultValue false */
  readonly attempts?: boolean | undefined
  /** Takes the lines in place of the console. */
  readonly write?: ((line: LogLine) => unknown) | undefined
  /** What the console is given: `msg`, or the line as JSON. @defaultValue `'text'` */
  readonly format?: 'text' | 'json' | undefined
}

const RANKS: Readonly<Record<LogLevel, number>> = { info: 0, warn: 1, error: 2 }
const GUARDS: Guards<ConsoleLogOptions> = {
  level: (value) => Object.hasOwn(RANKS, String(value)),
  attempts: (value) => typeof value === 'boolean',
  write: (value) => typeof value === 'function',
  format: (value) => value === 'text' || value === 'json',
}
/** Calls whose waits and cache are remembered at once; more are a leak of the program, and the oldest goes. */
const MAX_OPEN = 10_000

type Ended = Extract<ClientEvent, { type: 'operation:end' | 'attempt:end' }>
type Facts = { queueWaitMs?: number; cache?: string }

/**
 * Writes one line for each call that ends. A line is made of the client's events, so no header, body, query or value of a user
 * fits in; what a hostile server or URL puts into it can neither begin a second line nor colour a terminal.
 *
 * @throws `config` for an unknown option
 *
 * @example
 * ```ts
 * const client = createClient({ baseUrl: 'https://harbour.example/api', plugins: [consoleLog({ level: 'warn' })] })
 * ```
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- no call options
export function consoleLog(options: ConsoleLogOptions = {}): Plugin<'', {}, undefined, never> {
  check('consoleLog', options, GUARDS)
  const { level = 'info', attempts = false, format = 'text' } = options
  const write =
    options.write ?? ((line: LogLine) => console[line.level](format === 'text' ? line.msg : JSON.stringify(line)))
  return {
    name: '',
    install(host) {
      const open = new Map<string, Facts>()
      const stop = host.observe((event) => {
        const { operationId: id } = event
        if (id === undefined) return
        if (event.type === 'operation:end' || (attempts && event.type === 'attempt:end')) {
          const line = lineOf(event, event.type === 'operation:end' ? open.get(id) : undefined)
          if (RANKS[line.level] >= RANKS[level]) safely(() => write(line))
        }
        if (event.type === 'operation:end') open.delete(id)
        else if (event.type.startsWith('plugin:')) remember(open, id, event)
      })
      return { dispose: stop }
    },
  }
}

function remember(open: Map<string, Facts>, id: string, event: ClientEvent): void {
  if ('template' in event || (event.type !== 'plugin:queue:wait' && event.type !== 'plugin:cache:answer')) return
  const known = open.get(id)
  const [oldest] = known || open.size < MAX_OPEN ? [] : open.keys()
  if (oldest !== undefined) open.delete(oldest)
  const facts = known ?? {}
  if (!known) open.set(id, facts)
  if (event.type === 'plugin:cache:answer') facts.cache = plainText(String(event.details['outcome']), 40)
  else facts.queueWaitMs = (facts.queueWaitMs ?? 0) + Number(event.details['waitMs'])
}

function lineOf(event: Ended, facts: Facts | undefined): LogLine {
  const { status, durationMs, operationId, error: kind } = event
  const method = plainText(event.method, 20)
  const template = lowCardinality(event.template)
  const error = kind && plainText(kind, 40)
  const tries = event.type === 'operation:end' ? { attempts: event.attempts } : { attempt: event.attempt }
  const outcome = [status, error === 'http' && status ? undefined : error].filter((each) => each !== undefined)
  const words = `${method} ${template} ${outcome.join(' ') || 'done'} after ${Math.round(durationMs)} ms`
  return {
    level: levelOf(event),
    msg: `${words}${tries.attempts === undefined ? `, attempt ${tries.attempt}` : tries.attempts > 1 ? `, ${tries.attempts} attempts` : ''}`,
    method,
    template,
    origin: plainText(event.origin),
    ...(status !== undefined && { status }),
    ...(error !== undefined && { error }),
    durationMs,
    ...tries,
    ...facts,
    operationId: plainText(operationId),
  }
}

function levelOf(event: Ended): LogLevel {
  const { error, status = 0 } = event
  // Nor is it an error that the user has signed out.
  if (error === 'abort' || ('reason' in event && event.reason === 'session-ended')) return 'info'
  if (status >= 500 || (error !== undefined && error !== 'http')) return 'error'
  const again = event.type === 'operation:end' && event.attempts > 1
  return status >= 400 || error !== undefined || again ? 'warn' : 'info'
}
