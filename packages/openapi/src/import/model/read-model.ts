import type { Method } from '@fairlead/core'
import { type Canonical, canonical } from '../../document/canonical.ts'
import { isJsonObject, membersOf } from '../../document/json-object.ts'
import type { OpenApiDocument } from '../../document/openapi.ts'
import { below } from '../../document/pointer.ts'
import { SchemaFacts } from '../../document/schema-facts.ts'
import type { ApiModel, OperationModel } from '../model.ts'
import type { Progress, ReadOptions } from '../read/options.ts'
import { readOperation } from './operation.ts'
import { listUncarried, type Reading } from './reading.ts'

const METHODS: readonly Method[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/**
 * What contract modules need of a document, and what they have no place for.
 *
 * @throws `config` for what is no document of OpenAPI 3, is out of bounds, or has references that lead in a circle
 */
export function readModel(
  document: unknown,
  options: Pick<ReadOptions, 'maxDepth' | 'maxValues' | 'onProgress'> = {},
): ApiModel {
  const whole = canonical(document, options)
  const { document: made, findings } = whole
  const { schemas = {}, securitySchemes = {} } = made.components ?? {}
  listUncarried('document', made, '#', findings)
  const operations = readPaths(made, { facts: new SchemaFacts(schemas), findings }, options.onProgress)
  listComponents(whole)
  return {
    info: { ...made.info, title: made.info?.title ?? '', version: made.info?.version ?? '' },
    docs: docsOf(made),
    securitySchemes,
    schemas: new Map(Object.entries(schemas)),
    operations,
    unsupported: findings.list(),
  }
}

function docsOf(document: OpenApiDocument): ApiModel['docs'] {
  const { info, servers, components, security = [], tags, externalDocs } = document
  const { securitySchemes = {} } = components ?? {}
  return {
    info,
    ...(servers && { servers }),
    ...(Object.keys(securitySchemes).length > 0 && { securitySchemes, security }),
    ...(tags && { tags }),
    ...(externalDocs && { externalDocs }),
    ...Object.fromEntries(Object.entries(document).filter(([member]) => member.startsWith('x-'))),
  }
}

function readPaths(
  { paths, security }: OpenApiDocument,
  reading: Reading,
  onProgress?: (progress: Progress) => void,
): OperationModel[] {
  const { findings } = reading
  const entries = membersOf(paths)
  return entries.flatMap(([path, pathItem], index) => {
    onProgress?.({ step: 'model', done: index + 1, total: entries.length })
    const pathPointer = below('#/paths', path)
    if (!isJsonObject(pathItem) || path.startsWith('x-')) {
      findings.add(pathPointer, 'An extension, which a contract has no place for.')
      return []
    }
    const fault = faultOf(path)
    if (fault !== undefined) {
      findings.add(pathPointer, `A path that ${fault}, which no client can call.`)
      return []
    }
    listUncarried('pathItem', pathItem, pathPointer, findings)
    const operations = METHODS.flatMap((method) => {
      const node = pathItem[method.toLowerCase()]
      return isJsonObject(node) ? [readOperation(node, { path, pathPointer, pathItem, method, security }, reading)] : []
    })
    if (operations.length === 0) findings.add(pathPointer, 'A path without an operation that a contract can have.')
    return operations
  })
}

/** What core refuses of a path, since a URL parser would read another path or host. */
function faultOf(path: string): string | undefined {
  if (!path.startsWith('/')) return 'does not start with a slash'
  const [plain = ''] = path.split(/[?#]/, 1)
  if (/^\/[\\/]|\\/.test(plain)) return 'a URL parser reads as another host'
  // oxlint-disable-next-line no-control-regex -- URL parsers drop them
  if (/[\0-\x20]/.test(plain)) return 'has white space'
  if (/(^|\/)(\.|%2e){1,2}(?=$|\/)/i.test(plain)) return 'has a dot segment'
  return /\{\}/.test(plain) ? 'has a parameter without a name' : undefined
}

const SHARED = ['parameters', 'responses', 'requestBodies', 'headers', 'examples', 'pathItems']

/** Components that no operation refers to have no place in a contract. */
function listComponents({ document, used, findings }: Canonical): void {
  const { components } = document
  const pointer = '#/components'
  for (const kind of SHARED) {
    for (const [name] of membersOf(components?.[kind])) {
      const at = below(pointer, kind, name)
      if (!used.has(at)) findings.add(at, 'A component that no operation refers to.')
    }
  }
  listUncarried('components', components, pointer, findings)
}
