import type { Group } from '../names/api-names.ts'
import { Names } from '../names/taken.ts'
import { endpointCode } from './endpoint.ts'
import { type Layout, listed } from './layout.ts'
import { Imports, printModule } from './module.ts'
import type { PrintContext } from './settings.ts'

/** The module of one group: its endpoints in the order of the document, each after the types that it needs. */
export function groupModule(context: PrintContext, group: Group): string {
  const imports = new Imports()
  const types = new Names()
  for (const { identifier } of context.names.schemas.values()) types.take(identifier)
  const scope = { context, imports, folder: './schemas' }
  const statements: Layout[] = group.endpoints.flatMap((named) => endpointCode(named, scope, types))
  // A word that no variable can be is a name that a module may export.
  const renamed = group.endpoints.filter(({ name, local }) => name !== local)
  if (renamed.length > 0) {
    statements.push([
      'export ',
      listed(
        '{',
        renamed.map(({ name, local }) => `${local} as ${name}`),
        '}',
      ),
    ])
  }
  return printModule(context.mark, imports, statements)
}
