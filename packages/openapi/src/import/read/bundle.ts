import { configError } from '@fairlead/core'
import { bundle, createConfig, type Document, type NormalizedProblem } from '@redocly/openapi-core'
import { own } from '../../document/json-object.ts'
import { stepsOf } from '../../document/pointer.ts'
import type { ConfinedResolver } from './confined-resolver.ts'

/** Whether something of a document is in another file. */
export function isScattered(root: unknown): boolean {
  const seen = new Set<object>()
  const visit = (node: unknown): boolean => {
    if (typeof node !== 'object' || node === null || seen.has(node)) return false
    seen.add(node)
    const ref = own(node, '$ref')
    return (typeof ref === 'string' && !ref.startsWith('#')) || Object.values(node).some(visit)
  }
  return visit(root)
}

/**
 * Makes one document of many files: what they hold becomes components.
 *
 * @throws `config` for a file that cannot be read or must not be, with all that is wrong
 */
export async function bundled(document: Document, resolver: ConfinedResolver): Promise<unknown> {
  // Made from nothing: no file of the working directory is looked for. Examples may hold anything, and lead nowhere.
  const config = await createConfig({ resolve: { doNotResolveExamples: true } }, { externalRefResolver: resolver })
  const { bundle: whole, problems } = await bundle({ doc: document, config, externalRefResolver: resolver })
  const faults = problems.filter((problem) => problem.severity === 'error' && isStructural(problem))
  // What a reader may not have is said first, since the other faults follow from it.
  if (faults.length > 0 && resolver.failures[0]) throw resolver.failures[0]
  if (faults.length > 0) throw configError(`the document does not hold together: ${faults.map(textOf).join('; ')}`)
  return withoutForeign(whole.parsed)
}

/** Whether a problem is of the document itself, and not of what an extension or an example says. */
function isStructural({ location: [place] }: NormalizedProblem): boolean {
  const steps = stepsOf(place?.pointer ?? '#') ?? []
  return !steps.some(
    (step, at) => steps[at - 1] !== 'properties' && (step.startsWith('x-') || /^examples?$/.test(step)),
  )
}

function textOf({ message, location: [place] }: NormalizedProblem): string {
  return `${place?.source.absoluteRef ?? ''}${place?.pointer ?? ''}: ${message}`
}

/** A pointer may have named what every object has, and led to a function. */
function withoutForeign(root: unknown): unknown {
  const seen = new Set<unknown>()
  const visit = (node: unknown): void => {
    if (typeof node === 'function' || node === Object.prototype) {
      throw configError('a reference of the document leads to nothing that the document says')
    }
    if (typeof node !== 'object' || node === null || seen.has(node)) return
    seen.add(node)
    for (const item of Object.values(node)) visit(item)
  }
  visit(root)
  return root
}
