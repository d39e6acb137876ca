import {
  type AnyClient,
  FairleadError,
  type HeadersInput,
  type Host,
  type HttpError,
  type ProtocolReply,
  type Session,
  type SessionCalls,
  type Where,
  isFairleadError,
  addHeaders,
  sessionEnded,
} from '@fairlead/core'
import { ownerGuard } from './epochs.ts'
import type { GraphQLFailure, GraphQLIssue } from './errors.ts'
import { whereOf } from './errors.ts'
import { NO_OPTIONS, type OperationFacts, type OperationOptions } from './facts.ts'
import { type HttpRequest, httpRequestOf } from './http-request.ts'
import type { Execution } from './outcome.ts'
import type { DocumentName, Persisted } from './persisted.ts'
import { readReply } from './read.ts'

/** Where the results of an operation go. */
export interface Sink {
  /** One result; the last one has no next. Its text weighs so many characters. */
  result(execution: Execution, chars: number): void
  /** Nothing more will come. */
  end(): void
}

/** Carries one operation, past all caches where it has to be fresh; the answer ends it. Nothing is told after that. */
export type Carry = (facts: OperationFacts, sink: Sink, isFresh?: boolean) => () => void

/** Where a client's operations go. */
export interface Route {
  readonly client: AnyClient
  readonly host: Host
  /** As given: below the base, or absolute. */
  readonly url: string
  /** Of the URL, for errors and events. */
  readonly path: string
  readonly headers: HeadersInput | undefined
  readonly auth: 'session' | 'public' | undefined
  readonly persisted: Persisted
  /** Of all files of an operation. */
  readonly maxUploadBytes: number
  /** Called when the client is done with. */
  onEnd(stop: () => void): void
}

/** The route's parts that follow from a client and a URL. */
export function pathOf(url: string): string {
  return url.replace(/[?#].*$/s, '').replace(/^https?:\/\/[^/]*/i, '') || '/'
}

/** The call options of a pipeline that GraphQL itself sets. */
interface Asking {
  readonly isFresh: boolean
  readonly name: DocumentName | undefined
  readonly isTextWanted: boolean
}

type Miss = ReturnType<NonNullable<Persisted['missOf']>>

/** What carries one attempt of an operation. @throws FairleadError */
export type Attempt = (
  facts: OperationFacts,
  sink: AttemptSink,
  signal: AbortSignal,
  isFresh?: boolean,
) => Promise<void>

/** Where the results of one attempt go. */
export interface AttemptSink extends Pick<Sink, 'result'> {
  /** Results begin to come, one after the other. */
  opened?(): void
  /** Whether it is still for the user who began it. */
  isMine(): boolean
}

/** Carries operations over HTTP, through all stages of the client. */
export function createAttempt(route: Route): Attempt {
  const { host, persisted, path } = route
  const fields: Record<string, string> = {}
  addHeaders(fields, route.headers, whereOf(path, undefined))
  let calls: { readonly of: Session; readonly exchange: SessionCalls['exchange'] } | undefined
  const callsNow = () => {
    const session = host.session()
    if (calls?.of !== session) calls = { of: session, exchange: host.callsOf(session).exchange }
    return calls
  }

  function ask(
    { document, options, headers: given }: OperationFacts,
    { method, url, headers, body }: HttpRequest,
    signal: AbortSignal,
  ): Promise<ProtocolReply> {
    const own = options === NO_OPTIONS ? options : callOptionsOf(options)
    const all: Record<string, string> = { ...headers, ...fields, ...given }
    // The platform alone knows the boundary of a form.
    if (typeof body === 'object') delete all['content-type']
    return callsNow().exchange({
      method,
      url,
      body,
      template: whereOf(path, document.name).template,
      carries: { protocol: 'graphql', type: document.kind, name: document.name },
      repeatable: document.kind !== 'mutation' || undefined,
      streamed: document.isIncremental || document.kind === 'subscription',
      options: {
        ...(route.auth && { auth: route.auth }),
        ...own,
        headers: all,
        signal,
      },
    })
  }

  /** Asks by the name of the document, and with its text where the server does not know that. */
  async function answered(
    facts: OperationFacts,
    sink: AttemptSink,
    signal: AbortSignal,
    isFresh = false,
  ): Promise<void> {
    const { document, variables } = facts
    const name = await persisted.nameOf(document)
    const first = await one({ name, isTextWanted: false, isFresh })
    if (first) await one({ name: first === 'with-name' ? name : undefined, isTextWanted: true, isFresh })

    /** Asks once. @returns why the text has to go, where the server does not know the name */
    async function one(asking: Asking): Promise<Miss> {
      const request = httpRequestOf(route.url, document, variables, { ...asking, get: persisted.get })
      const where = whereOf(path, document.name, request.method)
      if (!sink.isMine()) throw sessionEnded(where)
      let miss: Miss
      const isMiss = (errors: readonly GraphQLIssue[]): boolean =>
        (miss = asking.name && !asking.isTextWanted ? persisted.missOf?.(errors) : undefined) !== undefined
      let reply: ProtocolReply | undefined
      let failure: FairleadError | undefined
      try {
        const answer = (reply = await ask(facts, request, signal))
        await readReply(answer, {
          where,
          operation: document.name,
          signal,
          isSubscription: document.kind === 'subscription',
          opened: () => sink.opened?.(),
          result(execution, chars) {
            if (isMiss(execution.errors) || signal.aborted) return
            if (execution.error) reply?.told(execution.error)
            if (!execution.hasNext) failure = execution.error
            sink.result(execution, chars)
          },
        })
      } catch (error) {
        if (!isMiss(issuesOf(error))) {
          const known = isFairleadError(error) ? error : unexpected(error, where)
          throw (failure = reply?.told(known) ?? known)
        }
      } finally {
        reply?.end(failure)
      }
      return miss
    }
  }
  return answered
}

/** Carries operations with one attempt each; the pipeline is what makes it again where that is safe. */
export function createCarrier({ host, auth, path, maxUploadBytes }: Route, attempt: Attempt): Carry {
  return (facts, sink, isFresh) => {
    const end = new AbortController()
    const isMine = ownerGuard(host, facts.options.auth ?? auth ?? host.auth)
    /** There is nothing left to end: urql lets go in the very moment it hears the last result. */
    let isDone = false
    const result: Sink['result'] = (execution, chars) => {
      isDone ||= !execution.hasNext
      sink.result(execution, chars)
    }
    const refused = facts.failure ?? tooLarge(facts, maxUploadBytes, path)
    const work = async (): Promise<void> => {
      // Whoever only looks whether there is an answer, as hooks do while they render, has let go by now.
      await Promise.resolve()
      if (end.signal.aborted) return
      try {
        if (refused) throw refused
        await attempt(facts, { result, isMine }, end.signal, isFresh)
      } catch (thrown) {
        if (!end.signal.aborted)
          result(failed(isFairleadError(thrown) ? thrown : unexpected(thrown, whereOf(path, facts.document.name))), 0)
      }
      if (!end.signal.aborted) sink.end()
    }
    void work()
    return () => {
      const where = whereOf(path, facts.document.name)
      if (!isDone) end.abort(new FairleadError('abort', where, 'nobody waits for it any more'))
    }
  }
}

/** The result that a failure is. */
export function failed(error: FairleadError): Execution {
  const { graphQLErrors: errors = [] } = error as Partial<GraphQLFailure>
  return { data: undefined, errors, extensions: undefined, hasNext: false, error }
}

function tooLarge({ variables, document }: OperationFacts, maxBytes: number, path: string): FairleadError | undefined {
  const bytes = variables.files.reduce((sum, { file }) => sum + file.size, 0)
  if (bytes <= maxBytes) return undefined
  const what = `the files have ${bytes} bytes, more than the ${maxBytes} allowed (\`maxUploadBytes\`)`
  const issues = variables.files.map((each) => ({ path: each.path }))
  return new FairleadError('validation', whereOf(path, document.name), what, {
    direction: 'input',
    part: 'body',
    operation: document.name,
    issues,
  })
}

/** The errors in a body that is no GraphQL response by its status and type, as servers answer to an unknown hash. */
function issuesOf(error: unknown): readonly GraphQLIssue[] {
  const { data } = Object(error) as HttpError<number, { readonly errors?: unknown } | null>
  const errors = Object(data).errors as unknown
  return Array.isArray(errors) ? errors.map((each) => Object(each) as GraphQLIssue) : []
}

function unexpected(error: unknown, where: Where): FairleadError {
  // What comes from the body of a stream fails as fetch does, with the error as its cause.
  const { cause } = Object(error) as Error
  if (isFairleadError(cause)) return cause
  return new FairleadError('network', where, 'the answer could not be read', {}, { cause: error })
}

/** What of an operation's options is the pipeline's. */
function callOptionsOf({ tags: _tags, invalidates: _invalidates, ...own }: OperationOptions): OperationOptions {
  return own
}
