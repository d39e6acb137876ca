import { configError } from '@fairlead/core'
import { isJsonObject, type JsonObject, own } from './json-object.ts'
import { below, stepsOf } from './pointer.ts'

/** What a reference leads to. */
export interface Target {
  readonly node: unknown
  /** Where it is written, which may be another place than the reference names. */
  readonly pointer: string
}

/** References one after another; no document that is meant has as many. */
const MAX_CHAIN = 100

interface Followed {
  readonly target: Target | undefined
  /** References from there to the target. */
  readonly length: number
}

/** Follows references inside of one document. */
export class References {
  readonly #root: unknown
  readonly #followed = new Map<string, Followed>()
  #anchors: ReadonlyMap<string, Target> | undefined

  constructor(root: unknown) {
    this.#root = root
  }

  /**
   * Where a reference leads, through the references that it finds there; undefined where nothing is.
   *
   * @throws `config` for references that lead in a circle, with the chain, and for a chain that is too long
   */
  follow(ref: string, chain: readonly string[] = []): Target | undefined {
    return this.#follow(ref, chain).target
  }

  #follow(ref: string, chain: readonly string[]): Followed {
    if (chain.includes(ref)) throw circle([...chain, ref])
    const known = this.#followed.get(ref)
    if (chain.length + (known?.length ?? 0) > MAX_CHAIN) throw tooLong(chain[0] ?? ref)
    if (known) return known
    const target = this.#locate(ref, [...chain, ref])
    const next = refOf(target?.node)
    const rest = next === undefined ? { target, length: 0 } : this.#follow(next, [...chain, ref])
    const followed = { target: rest.target, length: rest.length + 1 }
    this.#followed.set(ref, followed)
    return followed
  }

  /** What a reference names, be it a reference itself. @throws `config` for references that lead in a circle */
  locate(ref: string): Target | undefined {
    return this.#locate(ref, [ref])
  }

  #locate(ref: string, chain: readonly string[]): Target | undefined {
    const steps = stepsOf(ref)
    if (!steps) return ref.startsWith('#') ? this.#anchor(ref.slice(1)) : undefined
    let target: Target = { node: this.#root, pointer: '#' }
    for (const step of steps) {
      const next = refOf(target.node)
      if (next !== undefined && own(target.node, step) === undefined) {
        const there = this.follow(next, chain)
        if (!there) return undefined
        target = there
      }
      const node = own(target.node, step)
      if (node === undefined) return undefined
      target = { node, pointer: below(target.pointer, step) }
    }
    return target
  }

  #anchor(name: string): Target | undefined {
    this.#anchors ??= anchorsOf(own(own(this.#root, 'components'), 'schemas'), below('#', 'components', 'schemas'))
    return this.#anchors.get(name)
  }
}

/** The reference that an object is. */
export function refOf(node: unknown): string | undefined {
  const ref = isJsonObject(node) ? own(node, '$ref') : undefined
  return typeof ref === 'string' ? ref : undefined
}

/** Schemas that give themselves a name with `$anchor`. */
function anchorsOf(schemas: unknown, pointer: string): ReadonlyMap<string, Target> {
  const anchors = new Map<string, Target>()
  const seen = new Set<object>()
  const visit = (node: unknown, at: string): void => {
    if (typeof node !== 'object' || node === null || seen.has(node)) return
    seen.add(node)
    for (const keyword of ['$anchor', '$dynamicAnchor']) {
      const name = own(node, keyword)
      if (typeof name === 'string' && !anchors.has(name)) anchors.set(name, { node, pointer: at })
    }
    for (const [key, value] of Object.entries(node as JsonObject)) visit(value, below(at, key))
  }
  visit(schemas, pointer)
  return anchors
}

function tooLong(ref: string): Error {
  return configError(`${ref}: more than ${MAX_CHAIN} references lead from one to the next`)
}

function circle(chain: readonly string[]): Error {
  return configError(`references lead in a circle: ${chain.join(' → ')}; one of them must be what it refers to`)
}
