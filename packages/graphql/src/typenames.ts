import { type ASTNode, type DocumentNode, Kind, type SelectionSetNode } from '@0no-co/graphql.web'

const TYPENAME = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const

/** The document with `__typename` in every selection below the root, so that an answer says what it is made of. */
export function withTypenames(document: DocumentNode): DocumentNode {
  return { ...document, definitions: document.definitions.map((each) => formatted(each, true)) }
}

function formatted<N extends ASTNode>(node: N, isRoot: boolean): N {
  const { selectionSet } = node as { readonly selectionSet?: SelectionSetNode }
  if (!selectionSet) return node
  const selections = selectionSet.selections.map((each) => formatted(each, false))
  const isAsked = selections.some((each) => each.kind === Kind.FIELD && each.name.value === '__typename' && !each.alias)
  const isOperation = isRoot && node.kind === Kind.OPERATION_DEFINITION
  const all = isAsked || isOperation ? selections : [...selections, TYPENAME]
  return { ...node, selectionSet: { ...selectionSet, selections: all } }
}

/** What an entity of an answer is made stale by, beside its type. */
export type EntityTags = (
  entity: Readonly<Record<string, unknown>> & { readonly __typename: string },
) => readonly string[]

/** The tag of all answers that hold an object of a type. */
function typeTag(typename: string): string {
  return `graphql:${typename}`
}

/** The tags of an answer: those of the types in it, and what `entityTags` says of each object that has one. */
export function tagsOf(data: unknown, entityTags: EntityTags | undefined, tags = new Set<string>()): Set<string> {
  if (Array.isArray(data)) for (const item of data) tagsOf(item, entityTags, tags)
  else if (typeof data === 'object' && data !== null) {
    const { __typename: type } = data as { readonly __typename?: unknown }
    if (typeof type === 'string') {
      tags.add(typeTag(type))
      if (entityTags) for (const tag of entityTags(data as Parameters<EntityTags>[0])) tags.add(tag)
    }
    for (const name in data) {
      const value = (data as Record<string, unknown>)[name]
      if (typeof value === 'object') tagsOf(value, entityTags, tags)
    }
  }
  return tags
}
