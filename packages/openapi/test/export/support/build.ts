import {
  type OpenApiDocument,
  type OpenApiOptions,
  type Operation,
  type PathMethod,
  toOpenApi,
} from '@fairlead/openapi'
import { FairleadError } from '@fairlead/core'

const INFO: OpenApiOptions = { info: { title: 'Harbour', version: '1.0.0' } }

/** The document of a contract, with the least that it takes. */
export function build(contract: object, options: Partial<OpenApiOptions> = {}): OpenApiDocument {
  return toOpenApi(contract, { ...INFO, ...options })
}

/** One operation of the document of a contract. */
export function operation(document: OpenApiDocument, method: PathMethod, path: string): Operation {
  const found = document.paths?.[path]?.[method]
  if (!found) throw new Error(`no ${method} ${path}`)
  return found
}

/** The sentence with which a contract is refused. */
export function refusal(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof FairleadError && error.kind === 'config') return error.message
    throw error
  }
  throw new Error('was not refused')
}

/** What arktype keeps beside a type. Its types know of a name only where a program declares one. */
export function meta(of: object): never {
  return of as never
}
