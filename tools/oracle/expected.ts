import { buildRequest } from 'swagger-client/es/execute/index.js'
import { asSwaggerClientNeeds } from './corrections.ts'
import { type DocumentOperation, essence } from './document.ts'
import type { Input } from './inputs.ts'
import { type OracleRequest, bodyOf } from './request.ts'

/** The request that swagger-client builds of an operation and an input. */
export async function expectedRequest(
  given: DocumentOperation,
  contentType: string | undefined,
  asked: Input,
  baseUrl: string,
): Promise<OracleRequest> {
  const { operation, input } = asSwaggerClientNeeds(given, contentType, asked)
  const { path, method, parameters, content } = operation
  const described = { operationId: 'asked', parameters, ...(contentType && { requestBody: { content } }) }
  const request = buildRequest({
    spec: { openapi: '3.0.3', paths: { [path]: { [method.toLowerCase()]: described } } },
    operationId: 'asked',
    parameters: namedByPlace(input),
    ...(input.body !== undefined && contentType && { requestBody: input.body, requestContentType: contentType }),
    baseURL: baseUrl,
  })
  const headers = new Headers(request.headers)
  const type = essence(headers.get('content-type') ?? '')
  const { body } = request
  const plain = typeof body === 'object' && !(body instanceof FormData || body instanceof Uint8Array)
  return { method, url: request.url, headers, body: await bodyOf(plain ? JSON.stringify(body) : body, type) }
}

/** Without a prototype, since a parameter may be named as a member that every object has. */
function namedByPlace(input: Input): Record<string, unknown> {
  const named = Object.create(null) as Record<string, unknown>
  for (const place of ['path', 'query', 'header'] as const)
    for (const [name, value] of Object.entries(input[place])) named[`${place}.${name}`] = value
  return named
}
