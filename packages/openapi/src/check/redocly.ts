import { Source, createConfig, lintDocument } from '@redocly/openapi-core'
import { ConfinedResolver } from '../import/read/confined-resolver.ts'
import type { Finding } from './finding.ts'

/** What the rules find that follow from the specification alone. They read nothing but the document. */
export async function redoclyFindings(document: object): Promise<Finding[]> {
  const problems = await lintDocument({
    document: { source: new Source('(document)', ''), parsed: document },
    externalRefResolver: new ConfinedResolver(undefined, undefined, {}),
    config: await createConfig({ extends: ['spec'] }),
  })
  return problems.map(({ ruleId, severity, location: [first], message }) => ({
    rule: ruleId,
    severity: severity === 'warn' ? 'warning' : 'error',
    pointer: pointerOf(ruleId, first?.pointer),
    message,
  }))
}

/** A whole document is `#`. Of an operationId the place that is told ends in its value. */
function pointerOf(ruleId: string, pointer = '#'): string {
  if (ruleId === 'operation-operationId-unique') return pointer.replace(/[^/]*$/, 'operationId')
  return pointer === '#/' ? '#' : pointer
}
