import { type AnyEndpoint, createClient, fetchTransport } from '@fairlead/core'
import { essence } from './document.ts'
import type { Input } from './inputs.ts'
import { type OracleRequest, bodyOf } from './request.ts'

/** The request that a client of Fairlead sends of an endpoint and an input. @throws the client's error where it sends none */
export async function actualRequest(endpoint: AnyEndpoint, input: Input, baseUrl: string): Promise<OracleRequest> {
  const sent: OracleRequest[] = []
  const record = async (
    url: RequestInfo | URL,
    { method = 'GET', headers, body }: RequestInit = {},
  ): Promise<Response> => {
    const fields = new Headers(headers)
    // The platform names what is no plain text: the type of a form, and the boundary of a multipart body.
    const type = fields.get('content-type') ?? (body ? new Response(body).headers.get('content-type') : null)
    if (type && !(body instanceof FormData)) fields.set('content-type', type)
    sent.push({ method, url: String(url), headers: fields, body: await bodyOf(body, essence(type ?? '')) })
    return new Response('{}', { headers: { 'content-type': 'application/json' } })
  }
  const client = createClient({
    baseUrl,
    transport: fetchTransport({ fetch: record }),
    retry: false,
    validation: 'off',
  })
  const { path: params, query, header: headers, body } = input
  const named = Object.entries({ params, query, headers }).filter(([, part]) => Object.keys(part).length > 0)
  const call = { ...Object.fromEntries(named), ...(body !== undefined && { body }) }
  const { error } = await client.request(endpoint as never, call as never).result()
  const [request] = sent
  if (request) return request
  throw error ?? new Error('the client has sent nothing')
}
