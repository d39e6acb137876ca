import { type DocumentNode, Kind, type OperationDefinitionNode, parse, print } from '@0no-co/graphql.web'
import { createLru } from './lru.ts'
import { GraphQLMisuse } from './errors.ts'
import { withTypenames } from './typenames.ts'

/** The kinds of operations. */
export type OperationKind = 'query' | 'mutation' | 'subscription'

/** What can stand for a document: its text, or what `gql`, gql.tada and code generators make of it. */
export type DocumentSource = string | object

/** A document that is known: parsed, printed and told apart from all others. */
export interface KnownDocument {
  /** The same for the same text, and for no other; undefined where a document only has an id of its own. */
  readonly id: number
  readonly node: DocumentNode
  readonly kind: OperationKind
  /** The name of its operation. */
  readonly name: string | undefined
  /** Empty where it is known by {@link documentId} alone. */
  readonly text: string
  /** Of a document that the server has been given beforehand. */
  readonly documentId: string | undefined
  /** Variables that must be given. */
  readonly required: readonly string[]
  /** Whether parts of the answer may come later. */
  readonly isIncremental: boolean
  /** The same document that also asks for the type of each object. */
  typed(): KnownDocument
}

/** The documents of a client. */
export interface Documents {
  /** @throws {@link GraphQLMisuse} for what cannot be parsed, or holds no operation */
  of(source: DocumentSource): KnownDocument
  /** How many texts are remembered. */
  readonly size: number
}

type OperationDefinition = Pick<OperationDefinitionNode, 'operation' | 'name' | 'variableDefinitions'>

/** Of texts that are remembered, all together. */
const MAX_CHARS = 8 * 1024 * 1024

/** Makes the documents of a client: at most so many texts are remembered, those used lately. */
export function createDocuments(maxDocuments: number): Documents {
  const byText = createLru<string, KnownDocument>(maxDocuments, MAX_CHARS)
  /** By texts as programs write them: what a document is does not depend on its spaces. */
  const byWriting = createLru<string, KnownDocument>(maxDocuments, MAX_CHARS)
  // What the program holds on to is remembered as long as it does.
  const byNode = new WeakMap<object, KnownDocument>()
  let last: number | undefined

  function known(text: string, documentId: string | undefined, parsed: () => DocumentNode): KnownDocument {
    const key = documentId === undefined ? text : `#${documentId}\n${text}`
    const found = byText.get(key)
    if (found) return found
    // Beyond 32 bits and anywhere there: urql has maps by such numbers that all clients of a program share. Not the runtime's
    // random, which two clients of a test have alike.
    last ??= 2 ** 33 + Math.floor(Math.random() * 2 ** 50)
    const made = describe(++last, text, documentId, parsed())
    byText.set(key, made, key.length)
    byNode.set(made.node, made)
    return made
  }

  function describe(id: number, text: string, documentId: string | undefined, parsed: DocumentNode): KnownDocument {
    const operation = operationOf(parsed, documentId)
    let typed: KnownDocument | undefined
    // urql and its exchanges tell documents apart by this key.
    const node = Object.defineProperty({ ...parsed }, '__key', { value: id, enumerable: false, writable: true })
    return {
      id,
      node,
      kind: operation?.operation ?? 'query',
      name: operation?.name?.value,
      text,
      documentId,
      required: requiredOf(operation),
      isIncremental: /@(defer|stream)\b/.test(text),
      typed() {
        if (typed) return typed
        const formatted = withTypenames(parsed)
        typed = formatted === parsed || text === '' ? this : known(print(formatted), documentId, () => formatted)
        return typed
      },
    }
  }

  return {
    get size() {
      return byText.size
    },
    of(source) {
      if (typeof source === 'string' || isTextObject(source)) {
        const written = String(source)
        const documentId = idOf(source)
        const key = documentId === undefined ? written : `#${documentId}\n${written}`
        const remembered = byWriting.get(key)
        if (remembered) return remembered
        const node = parseText(written)
        const made = known(print(node), documentId, () => node)
        byWriting.set(key, made, key.length)
        return made
      }
      const found = byNode.get(source)
      if (found) return found
      const node = source as DocumentNode
      const documentId = idOf(source)
      if (!Array.isArray(node.definitions) || (node.definitions.length === 0 && documentId === undefined))
        throw new GraphQLMisuse('document', 'this is no GraphQL document')
      const text = node.definitions.length === 0 ? '' : print(node)
      const made = known(text, documentId, () => node)
      byNode.set(source, made)
      return made
    },
  }
}

/** As code generators make texts that carry types. */
function isTextObject(source: object): boolean {
  return Object.prototype.toString.call(source) === '[object String]'
}

/** Of gql.tada's `graphql.persisted` and of code generators. */
function idOf(source: DocumentSource): string | undefined {
  const { documentId, __meta__ } = Object(source) as { documentId?: unknown; __meta__?: { documentId?: unknown } }
  const id = documentId ?? __meta__?.documentId
  return typeof id === 'string' ? id : undefined
}

function parseText(text: string): DocumentNode {
  try {
    return parse(text, { noLocation: true })
  } catch (error) {
    // The parser's words name the place, and a document holds no values of users.
    throw new GraphQLMisuse('document', `the document cannot be parsed: ${String(Object(error).message)}`)
  }
}

function operationOf(node: DocumentNode, documentId: string | undefined): OperationDefinition | undefined {
  const operations = node.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION)
  if (operations.length > 1) throw new GraphQLMisuse('document', 'the document has several operations; give one')
  if (operations.length === 0 && documentId === undefined)
    throw new GraphQLMisuse('document', 'the document has no operation')
  return operations[0]
}

function requiredOf(operation: OperationDefinition | undefined): readonly string[] {
  return (operation?.variableDefinitions ?? []).flatMap(({ variable, type, defaultValue }) =>
    type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined ? variable.name.value : [],
  )
}

/** @throws {@link GraphQLMisuse} for a variable that must be given and is not */
export function checkRequired({ required }: KnownDocument, variables: object | null | undefined): void {
  const given = (variables ?? {}) as Readonly<Record<string, unknown>>
  for (const name of required)
    if (given[name] === undefined || given[name] === null)
      throw new GraphQLMisuse(`variables.${name}`, `the variable '${name}' is missing`)
}

/** Stands in where there is no document to speak of. */
export const NO_DOCUMENT: KnownDocument = {
  id: 0,
  node: { kind: Kind.DOCUMENT, definitions: [] },
  kind: 'query',
  name: undefined,
  text: '',
  documentId: undefined,
  required: [],
  isIncremental: false,
  typed: () => NO_DOCUMENT,
}
