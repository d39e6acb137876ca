import type { OperationModel, ParameterModel, StyleModel } from '../model.ts'
import type { Layout } from './layout.ts'
import { literal, members } from './literal.ts'
import type { Imports } from './module.ts'
import { callWithObject } from './call.ts'
import { quoted } from './text.ts'

/** How the fields of an operation are written that are not written the usual way; undefined where there are none. */
export function stylesOf({ params, query, headers, body }: OperationModel, imports: Imports): Layout | undefined {
  const parts = [
    ['params', ofParameters(params)],
    ['query', ofParameters(query)],
    ['headers', ofParameters(headers)],
    ['body', Object.entries(body?.styles ?? {})],
  ] as const
  const styled = parts.filter(([, fields]) => fields.length > 0)
  if (styled.length === 0) return undefined
  return members(
    styled.map(([part, fields]) => [part, members(fields.map(([name, style]) => [name, styleCode(style, imports)]))]),
  )
}

function ofParameters(parameters: readonly ParameterModel[]): [string, StyleModel][] {
  return parameters.flatMap(({ name, style }) => (style ? [[name, style]] : []))
}

function styleCode({ style, ...options }: StyleModel, imports: Imports): Layout {
  const given = Object.values(options).some((value) => value !== undefined)
  return callWithObject(imports.take('style', '@fairlead/core/styles'), [
    quoted(style),
    ...(given ? [literal(options)] : []),
  ])
}
