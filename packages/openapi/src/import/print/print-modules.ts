import { SchemaFacts } from '../../document/schema-facts.ts'
import { markOf } from '../files/mark.ts'
import type { PrintOptions } from '../import-options.ts'
import type { ApiModel } from '../model.ts'
import type { Progress } from '../read/options.ts'
import { namesOf } from '../names/api-names.ts'
import { aliasCycles } from './alias-cycles.ts'
import { groupModule } from './group-module.ts'
import { indexModule } from './index-module.ts'
import { openApiModules } from './openapi-modules.ts'
import { schemaModule } from './schema-module.ts'
import type { PrintContext } from './settings.ts'

/** The modules of an API, by their path in the folder that they go to, in the order of paths. */
export function printModules(
  model: ApiModel,
  options: Required<PrintOptions>,
  onProgress?: (progress: Progress) => void,
): Map<string, string> {
  const names = namesOf(model)
  const mark = markOf(model.info)
  const facts = new SchemaFacts(Object.fromEntries(model.schemas))
  const context: PrintContext = { model, names, mark, facts, dropped: aliasCycles(model.schemas), ...options }
  const total = names.groups.length + model.schemas.size
  const files: [string, string][] = [['index.ts', indexModule(context)], ...openApiModules(context)]
  let done = 0
  const made = (path: string, text: string): void => {
    files.push([path, text])
    done += 1
    onProgress?.({ step: 'print', done, total })
  }
  for (const group of names.groups) made(`${group.file}.ts`, groupModule(context, group))
  for (const [name, schema] of model.schemas) {
    made(`schemas/${names.schemas.get(name)?.file ?? ''}.ts`, schemaModule(context, name, schema))
  }
  return new Map(files.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}
