import type { Method } from '@fairlead/core'
import { isJsonObject, type JsonObject, own } from '../../document/json-object.ts'
import type { SecurityRequirement, Server } from '../../document/openapi.ts'
import { parametersOf } from '../../document/parameter-list.ts'
import { below } from '../../document/pointer.ts'
import type { OperationDocs } from '../../export/options.ts'
import type { OperationModel } from '../model.ts'
import { readBody } from './body.ts'
import { readPagination } from './pagination.ts'
import { readParameters, textOf } from './parameters.ts'
import { listUncarried, type Reading } from './reading.ts'
import { readResponses } from './responses.ts'

/** Where an operation is. */
export interface OperationPlace {
  readonly path: string
  readonly pathPointer: string
  readonly pathItem: JsonObject
  readonly method: Method
  /** What the document says of all operations. */
  readonly security: unknown
}

/** Reads one operation. */
export function readOperation(node: JsonObject, place: OperationPlace, reading: Reading): OperationModel {
  const { path, pathPointer, pathItem, method } = place
  const { findings } = reading
  const pointer = below(pathPointer, method.toLowerCase())
  listUncarried('operation', node, pointer, findings)
  const all = parametersOf([pathItem, pathPointer], [node, pointer], findings.add.bind(findings))
  const { params, query, headers, docs: parameters } = readParameters(path, all, pointer, reading)
  const hasBody = node['requestBody'] !== undefined
  const isBodiless = method === 'GET' || method === 'HEAD'
  if (hasBody && isBodiless) {
    findings.add(below(pointer, 'requestBody'), `The body of a ${method}, which no platform sends.`)
  }
  const body = isBodiless ? undefined : readBody(node['requestBody'], below(pointer, 'requestBody'), reading)
  const answers = readResponses(node['responses'], below(pointer, 'responses'), method, reading)
  const success = own(own(node['responses'], '200'), 'headers')
  return {
    pointer,
    method,
    path,
    operationId: textOf(node['operationId']),
    tags: tagsOf(node['tags']),
    summary: textOf(node['summary']),
    description: textOf(node['description']),
    deprecated: node['deprecated'] === true,
    auth: authOf(node['security'] ?? place.security),
    params,
    query,
    headers,
    body: body?.body,
    responses: answers.responses,
    view: answers.view,
    accept: answers.accept,
    pagination: method === 'GET' ? readPagination(query, answers.responses, success, reading) : undefined,
    docs: docsOf(node, pathItem, { parameters, requestBody: body?.docs, responses: answers.docs }),
  }
}

function tagsOf(tags: unknown): readonly string[] {
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : []
}

/** Whether a session is needed. An empty alternative says that none is. */
function authOf(security: unknown): OperationModel['auth'] {
  if (!Array.isArray(security)) return undefined
  const isOpen = security.length === 0 || security.some((each) => isJsonObject(each) && Object.keys(each).length === 0)
  return isOpen ? 'public' : 'session'
}

type Parts = { readonly [part in 'parameters' | 'requestBody' | 'responses']: OperationDocs[part] | undefined }

function docsOf(node: JsonObject, pathItem: JsonObject, parts: Parts): OperationDocs {
  const servers = node['servers'] ?? pathItem['servers']
  const { operationId, security, externalDocs } = node
  const said = Object.entries(parts).filter(([, part]) => part && Object.keys(part).length > 0)
  return {
    ...(typeof operationId === 'string' && { operationId }),
    tags: tagsOf(node['tags']),
    ...(Array.isArray(security) && { security: security as SecurityRequirement[] }),
    ...(Array.isArray(servers) && { servers: servers as Server[] }),
    ...(externalDocs !== undefined && { externalDocs: externalDocs as NonNullable<OperationDocs['externalDocs']> }),
    ...(Object.fromEntries(said) satisfies OperationDocs),
    ...Object.fromEntries(Object.entries(node).filter(([member]) => member.startsWith('x-'))),
  }
}
