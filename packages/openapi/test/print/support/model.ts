import type { JsonSchema } from '../../../src/document/json-schema.ts'
import type { ApiModel, OperationModel, ParameterModel } from '../../../src/import/model.ts'

/** A model of an API with what is given, and nothing else. */
export function modelOf(
  operations: readonly Partial<OperationModel>[],
  schemas: Readonly<Record<string, JsonSchema>> = {},
  more: Partial<ApiModel> = {},
): ApiModel {
  const info = { title: 'Harbour', version: '1.0.0' }
  return {
    info,
    docs: { info },
    securitySchemes: {},
    schemas: new Map(Object.entries(schemas)),
    operations: operations.map(operationOf),
    unsupported: [],
    ...more,
  }
}

/** An operation with what is given, and nothing else. */
function operationOf(given: Partial<OperationModel>): OperationModel {
  return {
    pointer: '#',
    method: 'GET',
    path: '/vessels',
    operationId: undefined,
    tags: [],
    summary: undefined,
    description: undefined,
    deprecated: false,
    auth: undefined,
    params: [],
    query: [],
    headers: [],
    body: undefined,
    responses: [],
    view: 'json',
    accept: undefined,
    pagination: undefined,
    docs: {},
    ...given,
  }
}

/** A parameter of a schema. */
export function parameterOf(name: string, schema: JsonSchema, given: Partial<ParameterModel> = {}): ParameterModel {
  return { name, schema, required: false, description: undefined, deprecated: false, style: undefined, ...given }
}
