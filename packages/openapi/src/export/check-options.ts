import { type Guards, check, isContractGroup } from '@fairlead/core'
import type { BodyDocs, OpenApiOptions, OperationDocs, ParameterDocs, ResponseDocs } from './options.ts'

type Known<T> = {
  readonly [Name in keyof T as string extends Name ? never : Name extends `x-${string}` ? never : Name]: T[Name]
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)
const isList = (value: unknown): boolean => Array.isArray(value)
const isText = (value: unknown): boolean => typeof value === 'string'
const isFlag = (value: unknown): boolean => typeof value === 'boolean'
const isAnything = (): boolean => true

const OPTIONS: Guards<Known<OpenApiOptions>> = {
  info: (value) =>
    isObject(value) &&
    isText((value as OpenApiOptions['info']).title) &&
    isText((value as OpenApiOptions['info']).version),
  servers: isList,
  securitySchemes: isObject,
  security: isList,
  tags: isList,
  externalDocs: isObject,
  failureType: isText,
  schemas: isContractGroup,
  operations: isObject,
}

const OPERATION: Guards<Known<OperationDocs>> = {
  operationId: isText,
  tags: isList,
  security: isList,
  servers: isList,
  externalDocs: isObject,
  parameters: isObject,
  requestBody: isObject,
  responses: isObject,
}

const PARAMETER: Guards<ParameterDocs> = {
  description: isText,
  deprecated: isFlag,
  example: isAnything,
  examples: isObject,
}

const BODY: Guards<BodyDocs> = { description: isText, example: isAnything, examples: isObject, content: isObject }

const RESPONSE: Guards<ResponseDocs> = {
  description: isText,
  headers: isObject,
  contentType: isText,
  example: isAnything,
  examples: isObject,
  content: isObject,
}

/** @throws `config` for an option that is unknown or cannot be what it is, at any depth */
export function checkOptions(options: OpenApiOptions): void {
  check('toOpenApi', known(options), { ...OPTIONS, info: (value) => OPTIONS.info(value) })
  if (options.info === undefined) check('toOpenApi', { info: null }, { info: () => false })
  for (const [path, docs] of Object.entries(options.operations ?? {})) {
    const of = `toOpenApi: operations['${path}']`
    check(of, known(docs), OPERATION)
    for (const [name, each] of Object.entries(docs.parameters ?? {}))
      check(`${of}.parameters['${name}']`, each, PARAMETER)
    if (docs.requestBody) check(`${of}.requestBody`, docs.requestBody, BODY)
    for (const [status, each] of Object.entries(docs.responses ?? {}))
      check(`${of}.responses['${status}']`, each, RESPONSE)
  }
}

/** What is not an extension. */
function known<T extends object>(options: T): Known<T> {
  if (typeof options !== 'object' || options === null) return options
  return Object.fromEntries(Object.entries(options).filter(([name]) => !name.startsWith('x-'))) as Known<T>
}
