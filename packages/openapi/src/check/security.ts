import { isJsonObject, membersOf, objectsOf, own } from '../document/json-object.ts'
import { below } from '../document/pointer.ts'
import type { Finding } from './finding.ts'

const METHODS = ['delete', 'get', 'head', 'options', 'patch', 'post', 'put', 'trace'] as const

/** Security requirements that name a scheme which the document does not have. */
export function securityFindings(document: unknown): Finding[] {
  const schemes = own(own(document, 'components'), 'securitySchemes')
  const declared = new Set(isJsonObject(schemes) ? Object.keys(schemes) : [])
  const operations = membersOf(own(document, 'paths')).flatMap(([path, item]) =>
    METHODS.map((method) => [below('#/paths', path, method), own(item, method)] as const),
  )
  return [['#', document] as const, ...operations].flatMap(([pointer, holder]) => {
    const requirements = own(holder, 'security')
    return objectsOf(requirements).flatMap((requirement) =>
      Object.keys(requirement)
        .filter((name) => !declared.has(name))
        .map((name): Finding => {
          const index = (requirements as unknown[]).indexOf(requirement)
          return {
            rule: 'security',
            severity: 'error',
            pointer: below(pointer, 'security', index, name),
            message: `There is no security scheme '${name}' in components.securitySchemes (${[...declared].join(', ') || 'there are none'})`,
          }
        }),
    )
  })
}
