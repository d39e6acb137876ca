import type { Exchange, Operation, OperationResult } from '@urql/core'
import { onPush, pipe } from 'wonka'
import { answeredOr } from './answered.ts'
import { onEpochEnd } from './epochs.ts'
import { type GraphQLIssue, serverErrors, whereOf } from './errors.ts'
import { executionOf, resultOf } from './exchange.ts'
import { type OperationFacts, factsOf } from './facts.ts'
import type { ExchangeHost } from './live-queries.ts'

/** Answers of a server-rendered page, as JSON. Where it goes into a script, `<` has to be written as `\\u003c`. */
export interface SsrState {
  readonly documents: readonly string[]
  readonly answers: readonly SsrAnswer[]
}

/** One answer: whose it is, of which document, with which variables. */
export interface SsrAnswer {
  readonly identity: string
  readonly document: number
  readonly variables: string
  readonly data: unknown
  readonly errors?: readonly GraphQLIssue[]
}

type Answer = Pick<SsrAnswer, 'data' | 'errors'>

/** Carries the answers that a page was rendered with into the browser, under what they are and not under a hash of it. */
export interface SsrStore {
  /** On the server, after rendering: what the page was made of. */
  extract(): SsrState
  /** In the browser: answers that queries find once, before anything is asked. */
  restore(state: SsrState): void
  /** @internal */
  exchange(host: ExchangeHost, heard: (result: OperationResult) => void): Exchange
}

/**
 * Makes the store of server-rendered answers: on the server one for each request, in the browser one with the page's state.
 *
 * @example
 * ```ts
 * const ssr = createSsr(JSON.parse(document.querySelector('#graphql')?.textContent ?? 'null'))
 * const gql = graphql(client, { url: '/graphql', ssr })
 * ```
 */
export function createSsr(state?: SsrState | null): SsrStore {
  const answers = new Map<string, Answer>()
  let isRestored = false
  const keyOf = (identity: string, text: string, variables: string): string =>
    JSON.stringify([identity, text, variables])

  const store: SsrStore = {
    extract() {
      const documents: string[] = []
      const all = [...answers].map(([key, answer]) => {
        const [identity = '', text = '', variables = ''] = JSON.parse(key) as string[]
        const document = documents.includes(text) ? documents.indexOf(text) : documents.push(text) - 1
        return { identity, document, variables, ...answer }
      })
      return { documents, answers: all }
    },
    restore({ documents, answers: given }) {
      isRestored = true
      for (const { identity, document, variables, ...answer } of given)
        answers.set(keyOf(identity, documents[document] ?? '', variables), answer)
    },
    exchange:
      ({ host, path, onEnd }, heard) =>
      ({ forward }) => {
        // What a page was rendered with is as old as the page, and its user's.
        const forget = (): void => {
          if (isRestored) answers.clear()
        }
        onEnd(host.tags.subscribe(forget))
        onEnd(onEpochEnd(host, forget))
        const keyFor = ({ document, variables, call }: OperationFacts): string =>
          keyOf(host.session().identity, document.documentId ?? document.text, `${variables.json} ${call}`)
        /** What the page has for an operation: once, because what is asked again is asked of the server. */
        function answerTo(operation: Operation): OperationResult | undefined {
          const { kind, context } = operation
          const facts = factsOf(context)
          if (!isRestored || kind !== 'query' || !facts || context.requestPolicy === 'network-only') return undefined
          const key = keyFor(facts)
          const found = answers.get(key)
          if (!found) return undefined
          answers.delete(key)
          const { name } = facts.document
          const { data, errors = [] } = found
          const error = errors.length > 0 ? serverErrors(whereOf(path, name), errors, name) : undefined
          const result = resultOf(operation, { data, errors, extensions: undefined, hasNext: false, error }, 0)
          heard(result)
          return result
        }
        function record(result: OperationResult): void {
          const { operation, hasNext, stale } = result
          const facts = factsOf(operation.context)
          if (isRestored || operation.kind !== 'query' || !facts || hasNext || stale) return
          const { data, errors, error } = executionOf(result)
          // A failure of the network on the server says nothing of that in the browser.
          if (!data || (error && errors.length === 0)) return
          answers.set(keyFor(facts), { data, ...(errors.length > 0 && { errors }) })
        }
        return (operations$) => answeredOr(operations$, answerTo, (rest$) => pipe(rest$, forward, onPush(record)))
      },
  }
  if (state) store.restore(state)
  return store
}
