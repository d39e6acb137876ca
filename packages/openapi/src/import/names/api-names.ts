import type { ApiModel, OperationModel } from '../model.ts'
import { Names, isExportable, isFileName, isFree } from './taken.ts'
import { camelCase, kebabCase, pascalCase, wordsOf } from './words.ts'

/** What the parts of a document are called in the modules. */
export interface ApiNames {
  readonly schemas: ReadonlyMap<string, SchemaName>
  readonly groups: readonly Group[]
}

/** The names of one schema. */
export interface SchemaName {
  /** Of its type and of its value. */
  readonly identifier: string
  /** Without an extension. */
  readonly file: string
}

/** The operations of one tag, which become one module. */
export interface Group {
  /** What the contract calls it. */
  readonly name: string
  /** Without an extension. */
  readonly file: string
  /** The tag, or undefined for operations that have none. */
  readonly tag: string | undefined
  readonly endpoints: readonly NamedOperation[]
}

/** One operation with its names. */
export interface NamedOperation {
  readonly operation: OperationModel
  /** What the contract calls it. */
  readonly name: string
  /** The variable of it, which is another where the name is a word that no variable can be. */
  readonly local: string
}

/**
 * The names of all that a document has. A name follows from the thing's own name, in the order of the document: what is added at the
 * end renames nothing.
 */
export function namesOf(model: ApiModel): ApiNames {
  return { schemas: schemaNames(model), groups: groupsOf(model) }
}

function schemaNames(model: ApiModel): Map<string, SchemaName> {
  const identifiers = new Names()
  const files = new Names()
  return new Map(
    Array.from(model.schemas.keys(), (name) => {
      const words = wordsOf(name)
      const plain = pascalCase(words)
      const file = kebabCase(words)
      return [
        name,
        {
          identifier: identifiers.take(plain === '_' ? 'Unnamed' : isFree(plain) ? plain : `${plain}Schema`),
          file: files.take(isFileName(file) ? file : `${file}-schema`.replace(/^-/, '')),
        },
      ] as const
    }),
  )
}

function groupsOf(model: ApiModel): Group[] {
  const byKey = new Map<string, OperationModel[]>()
  for (const operation of model.operations) {
    const key = groupKey(operation)
    const known = byKey.get(key)
    if (known) known.push(operation)
    else byKey.set(key, [operation])
  }
  const names = new Names()
  // What stands beside the groups.
  const files = new Names()
  files.take('index')
  files.take('openapi')
  files.take('schemas')
  return Array.from(byKey, ([key, operations]) => {
    const words = wordsOf(key)
    const plain = camelCase(words)
    const file = kebabCase(words)
    return {
      name: names.take(plain === '_' ? 'root' : isExportable(plain) ? plain : `${plain}Group`),
      file: files.take(isFileName(file) ? file : `${file}-group`.replace(/^-/, '')),
      tag: operations[0]?.tags[0],
      endpoints: endpointsOf(operations, words),
    }
  })
}

/** The first tag, or the first part of the path that is no parameter. */
function groupKey({ tags, path }: OperationModel): string {
  return tags[0] ?? path.split(/[/?]/).find((part) => part !== '' && !part.includes('{')) ?? 'root'
}

function endpointsOf(operations: readonly OperationModel[], group: readonly string[]): NamedOperation[] {
  const names = new Names()
  return operations.map((operation) => {
    const byPath = camelCase(wordsOf(`${operation.method.toLowerCase()} ${spelt(operation.path)}`))
    const words = wordsOf(operation.operationId ?? '')
    const candidates = words.length === 0 ? [byPath] : [camelCase(without(group, words)), camelCase(words), byPath]
    const name = names.take(...candidates.map((each) => (isExportable(each) ? each : `${each}Endpoint`)))
    return { operation, name, local: isFree(name) ? name : names.take(`${name}Endpoint`) }
  })
}

function spelt(path: string): string {
  return path.replaceAll(/\{([^{}]*)\}/g, ' by $1 ')
}

/** The words of an operation's name without those of its group, where there are others. */
function without(group: readonly string[], words: readonly string[]): readonly string[] {
  const starts = group.every((word, index) => word.toLowerCase() === words[index]?.toLowerCase())
  return starts && words.length > group.length ? words.slice(group.length) : words
}
