import {
  FairleadError,
  type HeaderFields,
  type HeadersInput,
  type Host,
  type Where,
  addHeaders,
  configError,
  isFairleadError,
} from '@fairlead/core'
import type { GraphQLRequest, OperationContext } from '@urql/core'
import { type WrittenVariables, writeVariables } from './canonical.ts'
import { type Documents, type KnownDocument, NO_DOCUMENT, type OperationKind, checkRequired } from './document.ts'
import { GraphQLMisuse, graphqlError, whereOf } from './errors.ts'
import { type OperationFacts, type OperationOptions, optionsOf } from './facts.ts'
import { createLru } from './lru.ts'

/** A request under its number among all of its client, and what is known of it. */
export interface Identified {
  readonly request: GraphQLRequest
  readonly facts: OperationFacts
}

/** Tells the operations of a client apart, exactly: by what they are and not by a hash of it. */
export interface Identities {
  /** Never throws: what cannot be sent says so in its facts. */
  identify(
    kind: OperationKind,
    request: Pick<GraphQLRequest, 'query' | 'variables'>,
    context: Partial<OperationContext>,
  ): Identified
  /** An operation is over: the next one like it is another. */
  forget(facts: OperationFacts): void
}

/** What has no text of its own, such as the agent that a platform sends by: two of them are not one. */
function isThing(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype = Object.getPrototypeOf(value) as object | null
  return prototype !== null && prototype !== Object.prototype
}

/** Of identities that are remembered, all together. */
const MAX_CHARS = 16 * 1024 * 1024
const NOTHING: WrittenVariables = { json: '{}', files: [] }

/** Makes what tells operations apart; at most so many are remembered, those used lately. */
export function createIdentities(host: Host, path: string, documents: Documents, maxOperations: number): Identities {
  const numbers = createLru<string, number>(maxOperations, MAX_CHARS)
  /** Of files and functions, which have no text. */
  const things = new WeakMap<object, number>()
  let lastThing = 0
  let last = 0

  /** The number of an operation: the same as long as it is remembered, and never that of another. */
  function numberOf(text: string): number {
    const known = numbers.get(text)
    if (known !== undefined) return known
    numbers.set(text, ++last, text.length)
    return last
  }
  function thingNumber(thing: object): number {
    const known = things.get(thing) ?? ++lastThing
    things.set(thing, known)
    return known
  }
  /** What a call says of itself, as text: two that say different things do not share it. */
  function textOf(said: object | undefined): string {
    if (!said) return ''
    return JSON.stringify(said, (_, value: unknown) => {
      if (typeof value === 'function' || isThing(value)) return `#${thingNumber(value)}`
      return value
    })
  }

  let whose: { readonly epoch: number; readonly identity: string; readonly text: string } | undefined
  /** Whose the operations of this moment are. */
  function owner(): string {
    const { epoch, identity } = host.session()
    if (whose?.epoch !== epoch || whose.identity !== identity)
      whose = { epoch, identity, text: JSON.stringify([epoch, identity]) }
    return whose.text
  }

  return {
    forget: ({ flight }) => numbers.delete(flight),
    identify(kind, request, context) {
      const given = request.variables as Readonly<Record<string, unknown>> | undefined
      const options = optionsOf(context)
      let document: KnownDocument = NO_DOCUMENT
      let variables = NOTHING
      let failure: FairleadError | undefined
      let headers: HeaderFields | undefined
      try {
        document = documents.of(request.query)
        if (document.kind !== kind && document.text !== '')
          throw new GraphQLMisuse('document', `the document is a ${document.kind}, not a ${kind}`)
        variables = writeVariables(given)
        checkRequired(document, given)
        headers = fieldsOf(options.headers, whereOf(path, document.name))
      } catch (error) {
        failure = isFairleadError(error) ? error : misuseError(path, document.name, error)
      }
      let call = ''
      let rest = ''
      try {
        call = textOf(answering(options, headers))
        rest = textOf(others(options))
      } catch {
        failure ??= configError(
          'the options of the call hold what has no text, such as a BigInt',
          whereOf(path, document.name),
        )
      }
      const files =
        variables.files.length === 0
          ? ''
          : variables.files.map((each) => `${each.path}=${thingNumber(each.file)}`).join()
      // What cannot be sent is like nothing else: it finds no answer that is kept for something that was.
      const identity = failure ? `failed ${++lastThing}` : `${document.id} ${files} ${call} ${variables.json}`
      const flight = `${owner()} ${rest} ${identity}`
      return {
        // No two mutations are one, however alike.
        request: { key: kind === 'mutation' ? ++last : numberOf(flight), query: document.node, variables: given ?? {} },
        facts: { document, variables, of: given, options, headers, call, identity, flight, failure },
      }
    },
  }
}

/** The error of a mistake in what a caller gave: `graphql` for the document, `validation` for the variables. */
export function misuseError(path: string, operation: string | undefined, error: unknown): FairleadError {
  const where = whereOf(path, operation)
  const isKnown = error instanceof GraphQLMisuse
  if (isKnown && error.path === 'document') return graphqlError(where, 'document', error.message, { operation })
  const [what, at] = isKnown ? [error.message, error.path] : ['the variables cannot be written', 'variables']
  const details = { direction: 'input', part: 'body', operation, issues: [{ path: at }] }
  return new FairleadError('validation', where, what, details, isKnown ? {} : { cause: error })
}

/** Header fields in one form, in order; undefined without any. @throws `validation`, by the name of the field */
function fieldsOf(input: HeadersInput | undefined, where: Where): HeaderFields | undefined {
  if (!input) return undefined
  const fields: Record<string, string> = {}
  addHeaders(fields, input, where)
  const entries = Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}

/** What else of a call changes its answer; undefined where nothing does. */
function answering({ auth, init }: OperationOptions, headers: HeaderFields | undefined): object | undefined {
  return headers || auth || init ? { headers, auth, init } : undefined
}

/** What of a call changes how it is made, and not its answer. */
function others(options: OperationOptions): object | undefined {
  const {
    headers: _headers,
    auth: _auth,
    init: _init,
    signal: _signal,
    tags: _tags,
    invalidates: _invalidates,
    ...rest
  } = options
  // An option that is undefined says nothing.
  return Object.values(rest).some((value) => value !== undefined) ? rest : undefined
}
