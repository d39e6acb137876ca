import type { AuditedError, AuditedOutcome } from '@fairlead/testing/graphql'

type Path = readonly (string | number)[]

interface Patch {
  readonly id?: string
  readonly path?: Path
  readonly subPath?: Path
  readonly data?: unknown
  readonly items?: readonly unknown[]
  readonly errors?: readonly AuditedError[]
}

interface Part extends Patch {
  readonly hasNext?: boolean
  readonly pending?: readonly { readonly id: string; readonly path: Path }[]
  readonly incremental?: readonly Patch[]
  readonly completed?: readonly { readonly id: string; readonly errors?: readonly AuditedError[] }[]
}

/** What is made of the parts of a response. */
export interface Assembly {
  readonly isComplete: boolean
  add(part: unknown): AuditedOutcome
  soFar(): AuditedOutcome
}

/** What a broken assembly does otherwise. */
export interface AssemblyFaults {
  /** Changes a patch before it is put in. */
  readonly patch?: (patch: Patch) => Patch
  /** Changes a part before it is read. */
  readonly part?: (part: Part) => Part
  readonly isInPlace?: boolean
}

/** Puts a response together, in both formats. */
export function createAssembly({
  patch = (each) => each,
  part = (each) => each,
  isInPlace,
}: AssemblyFaults = {}): Assembly {
  const pending = new Map<string, Path>()
  let data: unknown
  let errors: AuditedError[] = []
  let isComplete = false
  const copy = <T>(value: T): T => (isInPlace ? value : structuredClone(value))
  const soFar = (): AuditedOutcome => ({ data, errors, complete: isComplete })

  function put({ id, path = pending.get(id ?? '') ?? [], subPath = [], data: late, items, ...rest }: Patch): void {
    errors = [...errors, ...(rest.errors ?? [])]
    data = copy(data)
    const at = [...path, ...subPath]
    const last = at.at(-1)
    if (items) {
      const list = follow(data, typeof last === 'number' ? at.slice(0, -1) : at) as unknown[]
      list.splice(typeof last === 'number' ? last : list.length, 0, ...items)
    } else if (late) Object.assign(follow(data, at) as object, late)
  }

  return {
    get isComplete() {
      return isComplete
    },
    soFar,
    add(given) {
      const {
        data: first,
        errors: more = [],
        hasNext,
        pending: named = [],
        incremental = [],
        completed = [],
      } = part(given as Part)
      if (first !== undefined) data = first
      for (const { id, path } of named) pending.set(id, path)
      errors = [...errors, ...more]
      for (const each of incremental) put(patch(each))
      for (const { errors: late = [] } of completed) errors = [...errors, ...late]
      isComplete = hasNext !== true
      return soFar()
    },
  }
}

const follow = (tree: unknown, path: Path): unknown =>
  path.reduce((at, step) => (at as Record<string | number, unknown>)[step], tree)
