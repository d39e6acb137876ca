import { configError } from '@fairlead/core'
import { type Bounds, measure } from './bounds.ts'
import { isJsonObject, type JsonObject, membersOf, own } from './json-object.ts'
import type { JsonSchema } from './json-schema.ts'
import type { OpenApiDocument } from './openapi.ts'
import { below, schemaName, schemaRef } from './pointer.ts'
import { References, refOf } from './references.ts'
import { SchemaNames } from './schema-names.ts'
import { type Holds, type Kind, schemaKeywords, shapes } from './shapes.ts'
import { Findings } from './unsupported.ts'
import { isAnnotation, upgradeSchema } from './upgrade-schema.ts'

/** A document in the one form that is read here. */
export interface Canonical {
  /**
   * Of OpenAPI 3.1. References to named schemas are the only ones left; what others led to stands where they stood, and is
   * the same object at each place. Callbacks, links and webhooks are as they were.
   */
  readonly document: OpenApiDocument
  /** Where an object is written that references led to. */
  readonly origins: ReadonlyMap<object, string>
  /** The components that something led to. */
  readonly used: ReadonlySet<string>
  /** What was in no form to be read. */
  readonly findings: Findings
}

/**
 * Brings a document of OpenAPI 3.0 or 3.1 into one form.
 *
 * @throws `config` for another kind of document, one that is too large, and references that lead in a circle
 */
export function canonical(document: unknown, bounds?: Bounds): Canonical {
  measure(document, bounds)
  return new Rebuild(document, versionOf(document)).run()
}

/** The version of a document that can be read. @throws `config` for another kind of document */
export function versionOf(document: unknown): string {
  const version = own(document, 'openapi')
  if (typeof version === 'string' && /^3\.[012](\.|$)/.test(version)) return version
  const swagger = own(document, 'swagger')
  if (swagger !== undefined) {
    throw configError(
      `the document is of Swagger ${String(swagger)}; convert it first, for example with \`npx swagger2openapi\``,
    )
  }
  throw configError(
    version === undefined
      ? 'the document is no OpenAPI document: it has no member `openapi`'
      : `OpenAPI ${JSON.stringify(version)?.slice(0, 40)} cannot be read; 3.0 and 3.1 can`,
  )
}

class Rebuild {
  readonly #source: JsonObject
  readonly #version: string
  readonly #references: References
  readonly #declared: JsonObject
  readonly #names: SchemaNames
  readonly #schemas = new Map<string, JsonSchema>()
  readonly #made = new Map<object, unknown>()
  readonly #origins = new Map<object, string>()
  readonly #used = new Set<string>()
  readonly #findings = new Findings()
  /** Schemas that got a name, and are to be rebuilt still. */
  readonly #waiting: [name: string, node: unknown, pointer: string][] = []

  constructor(source: unknown, version: string) {
    this.#source = source as JsonObject
    this.#version = version
    this.#references = new References(source)
    const schemas = own(own(source, 'components'), 'schemas')
    this.#declared = isJsonObject(schemas) ? schemas : {}
    this.#names = new SchemaNames(Object.keys(this.#declared))
  }

  run(): Canonical {
    for (const name of Object.keys(this.#declared)) this.#refuseCircle(name)
    for (const [name, node] of Object.entries(this.#declared)) {
      this.#schemas.set(name, true)
      this.#waiting.push([name, node, schemaRef(name)])
    }
    if (this.#version.startsWith('3.2')) this.#findings.add('#/openapi', 'OpenAPI 3.2 is read as 3.1.', true)
    const root = this.#object('document', this.#source, '#') as JsonObject
    const securitySchemes = this.#held('map', 'securityScheme', this.#component('securitySchemes'), [
      '#',
      'components',
      'securitySchemes',
    ])
    // Rebuilding one may name others.
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      const [name, node, pointer] = next
      const schema = this.#schema(node, pointer)
      if (typeof schema === 'object') this.#origins.set(schema, pointer)
      this.#schemas.set(name, schema)
    }
    const components = {
      ...(isJsonObject(this.#source['components']) ? this.#source['components'] : {}),
      schemas: Object.fromEntries(this.#schemas),
      securitySchemes: securitySchemes ?? {},
    }
    const document = { ...root, openapi: this.#version, components } as unknown as OpenApiDocument
    return { document, origins: this.#origins, used: this.#used, findings: this.#findings }
  }

  #component(kind: string): unknown {
    return own(own(this.#source, 'components'), kind)
  }

  /** A named schema that is nothing but another one's name must lead to a schema in the end. */
  #refuseCircle(name: string): void {
    const ref = refOf(this.#declared[name])
    if (ref !== undefined) this.#references.follow(ref, [schemaRef(name)])
  }

  #object(kind: Exclude<Kind, 'schema'>, node: unknown, pointer: string): unknown {
    if (!isJsonObject(node)) return this.#unreadable(pointer, `is no object, as a ${kind} must be`)
    const ref = refOf(node)
    if (ref !== undefined) return this.#shared(kind, ref, node, pointer)
    return this.#once(node, () => {
      const entries = Object.entries(node).map(([member, value]) => {
        const shape = own(shapes[kind], member) as readonly [Holds, Kind] | undefined
        return [member, shape ? this.#held(shape[0], shape[1], value, [pointer, member]) : value] as const
      })
      return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
    })
  }

  #shared(kind: Exclude<Kind, 'schema'>, ref: string, node: JsonObject, pointer: string): unknown {
    const target = this.#references.follow(ref)
    if (!target) return this.#unreadable(pointer, `refers to ${shown(ref)}, where nothing is`)
    this.#used.add(target.pointer)
    const made = this.#object(kind, target.node, target.pointer)
    if (!isJsonObject(made)) return made
    this.#origins.set(made, target.pointer)
    const beside = Object.entries(node).filter(([member]) => member !== '$ref')
    if (beside.length === 0) return made
    return { ...made, ...(this.#object(kind, Object.fromEntries(beside), pointer) as object) }
  }

  #held(holds: Holds, kind: Kind, value: unknown, [pointer, ...steps]: readonly [string, ...string[]]): unknown {
    if (value === undefined) return undefined
    const at = below(pointer, ...steps)
    const rebuilt = (node: unknown, there: string): unknown =>
      kind === 'schema' ? this.#schema(node, there) : this.#object(kind, node, there)
    if (holds === 'one') return rebuilt(value, at)
    if (holds === 'list') {
      if (!Array.isArray(value)) return this.#unreadable(at, 'is no list')
      // What cannot be read leaves its place, so that pointers to the others stay right.
      return value.map((node: unknown, index) => rebuilt(node, below(at, index)) ?? {})
    }
    if (!isJsonObject(value)) return this.#unreadable(at, 'is no object')
    const entries = Object.entries(value).map(
      ([name, node]) =>
        [name, holds === 'patterned' && name.startsWith('x-') ? node : rebuilt(node, below(at, name))] as const,
    )
    return Object.fromEntries(entries.filter(([, node]) => node !== undefined))
  }

  #schema(node: unknown, pointer: string): JsonSchema {
    if (typeof node === 'boolean') return node
    if (isJsonObject(node)) return this.#once(node, () => this.#rules(node, pointer))
    this.#unreadable(pointer, 'is no schema, so any value is taken')
    return {}
  }

  #rules(node: JsonObject, pointer: string): JsonSchema {
    const rules: Record<string, unknown> = {}
    // Beside a reference 3.0 has no rules, and what stands there is of no effect; about the value it may say something.
    const isAlone = this.#version.startsWith('3.0') && refOf(node) !== undefined
    for (const [keyword, value] of Object.entries(node)) {
      const holds = Object.hasOwn(schemaKeywords, keyword) ? schemaKeywords[keyword] : undefined
      if (IDENTIFYING.test(keyword) || (isAlone && !/^(\$ref|nullable)$/.test(keyword) && !isAnnotation(keyword)))
        continue
      if (keyword === '$ref' || keyword === '$dynamicRef')
        Object.assign(rules, this.#reference(value, pointer, keyword))
      else if (keyword === 'discriminator') rules[keyword] = this.#discriminator(value, pointer)
      else if (holds) {
        const many = keyword === 'items' && Array.isArray(value) ? 'list' : holds
        rules[keyword] = this.#held(many, 'schema', value, [pointer, keyword])
        if (rules[keyword] === undefined) delete rules[keyword]
      } else rules[keyword] = value
    }
    return upgradeSchema(rules)
  }

  #reference(ref: unknown, pointer: string, keyword: string): { $ref?: string } {
    const target = typeof ref === 'string' ? this.#references.locate(ref) : undefined
    if (!target || !(isJsonObject(target.node) || typeof target.node === 'boolean')) {
      this.#unreadable(pointer, `refers to ${shown(ref)}, where no schema is, so any value is taken`)
      return {}
    }
    if (keyword === '$dynamicRef') {
      this.#findings.add(below(pointer, keyword), 'A dynamic reference; read as one to the schema that it names.', true)
    }
    const name = schemaName(target.pointer)
    if (name !== undefined && Object.hasOwn(this.#declared, name)) return { $ref: schemaRef(name) }
    const next = refOf(target.node)
    if (next !== undefined) {
      // Asked for a circle, which has no name either.
      this.#references.follow(next)
      return this.#reference(next, pointer, '$ref')
    }
    const made = this.#names.of(target.pointer)
    if (!this.#schemas.has(made)) {
      this.#schemas.set(made, true)
      this.#waiting.push([made, target.node, target.pointer])
    }
    this.#used.add(target.pointer)
    return { $ref: schemaRef(made) }
  }

  #discriminator(value: unknown, pointer: string): unknown {
    if (!isJsonObject(value) || !('mapping' in value)) return value
    const mapping = membersOf(value['mapping']).flatMap(([tag, target]): (readonly [string, unknown])[] => {
      if (typeof target !== 'string') return [[tag, target]]
      if (Object.hasOwn(this.#declared, target)) return [[tag, schemaRef(target)]]
      if (!target.startsWith('#')) return [[tag, target]]
      const { $ref } = this.#reference(target, below(pointer, 'discriminator', 'mapping', tag), '$ref')
      return $ref === undefined ? [] : [[tag, $ref]]
    })
    return { ...value, mapping: Object.fromEntries(mapping) }
  }

  #once<T>(node: object, make: () => T): T {
    const known = this.#made.get(node)
    if (known === OPEN)
      throw configError('references lead in a circle through parts of the document that are no schemas')
    if (known !== undefined) return known as T
    this.#made.set(node, OPEN)
    const made = make()
    this.#made.set(node, made)
    return made
  }

  #unreadable(pointer: string, what: string): undefined {
    this.#findings.add(pointer, `It ${what}.`)
    return undefined
  }
}

const OPEN = Symbol('being made')
// References have been resolved, so nothing needs to be found by these any more.
const IDENTIFYING = /^(\$anchor|\$defs|\$dynamicAnchor|\$id|\$schema|definitions|id)$/
const MAX_SHOWN_CHARS = 120

function shown(ref: unknown): string {
  return (JSON.stringify(ref) ?? 'nothing').slice(0, MAX_SHOWN_CHARS)
}
