import { ok } from './expect.ts'
import type { AuditServer, AuditedRequest } from './server.ts'

/** The request that came last. */
export function requestOf({ requests }: AuditServer): AuditedRequest {
  const last = requests.at(-1)
  ok(last, 'a request is sent')
  return last
}

/** The parameters of a request, from wherever they are: the body, the URL, or the form of an upload. */
export function membersOf({ method, url, text, form }: AuditedRequest): Readonly<Record<string, unknown>> {
  if (method === 'GET') {
    const members: Record<string, unknown> = Object.fromEntries(url.searchParams)
    for (const name of ['variables', 'extensions'])
      if (typeof members[name] === 'string') members[name] = JSON.parse(members[name])
    return members
  }
  const body: unknown = JSON.parse(form ? String(form.find(([name]) => name === 'operations')?.[1]) : text)
  ok(typeof body === 'object' && body !== null && !Array.isArray(body), 'the body is one JSON object')
  return body as Record<string, unknown>
}

/** The name of the operation that a request asks for. */
export const operationNameOf = (request: AuditedRequest): unknown => membersOf(request)['operationName']

/** The media types of an Accept header, with their weights, in their order. */
export function acceptOf({ headers }: AuditedRequest): readonly { readonly type: string; readonly q: number }[] {
  // A comma in a quoted parameter parts nothing.
  const entries = (headers.get('accept') ?? '').match(/(?:"[^"]*"|[^,])+/g) ?? []
  return entries.map((entry) => {
    const [type = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase())
    const q = parameters.find((parameter) => parameter.startsWith('q='))
    return { type, q: q === undefined ? 1 : Number(q.slice(2)) }
  })
}
