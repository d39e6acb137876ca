import { type AnyEndpoint, issuePath } from '@fairlead/core'
import { fitted } from './fitted.ts'
import { Refusal } from './refusal.ts'

type Bytes = Uint8Array<ArrayBuffer>
type Part = 'params' | 'query' | 'headers' | 'body'

/** The parts of a request. */
export type Parts = Record<Part, unknown>

const MAX_SHOWN = 5

/** The parts of a request as they came: text, and a body by its content type. @throws Refusal for what cannot be read */
export async function readParts(
  { url, headers }: { readonly url: string; readonly headers: Headers },
  body: Bytes,
  params: Readonly<Record<string, string>>,
): Promise<Parts> {
  return {
    params: Object.fromEntries(Object.entries(params).map(([name, text]) => [name, decoded(text)])),
    query: fieldsOf(new URL(url).searchParams),
    headers: Object.fromEntries(headers),
    body: body.byteLength === 0 ? undefined : await readBody(headers.get('content-type') ?? '', body),
  }
}

/** The parts as the schemas of an endpoint deliver them. @throws Refusal that says where one does not fit */
export async function checkParts({ definition }: AnyEndpoint, parts: Parts, headers: Headers): Promise<Parts> {
  const valid: Parts = { ...parts }
  const errors: { part: Part; path: string }[] = []
  for (const part of Object.keys(parts) as Part[]) {
    const schema = definition[part]
    if (!schema) continue
    const typed = part === 'body' && JSON_TYPE.test(headers.get('content-type') ?? '')
    const result = await fitted(schema, parts[part], typed ? 'typed' : part === 'headers' ? 'caseless' : 'text')
    if (result.issues) errors.push(...result.issues.map((issue) => ({ part, path: issuePath(issue) })))
    else valid[part] = result.value
  }
  if (errors.length === 0) return valid
  const places = errors.map(({ part, path }) => (path ? `${part}.${path}` : part))
  throw new Refusal(422, `the request does not fit the contract at ${places.slice(0, MAX_SHOWN).join(', ')}`, {
    errors,
  })
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Refusal(400, 'the path is not percent-encoded UTF-8')
  }
}

const JSON_TYPE = /^(application|text)\/([\w.+-]*\+)?json\s*(;|$)/i

async function readBody(type: string, body: Bytes): Promise<unknown> {
  if (JSON_TYPE.test(type)) return readJson(new TextDecoder().decode(body))
  if (/^(multipart\/form-data|application\/x-www-form-urlencoded)\s*(;|$)/i.test(type))
    return fieldsOf(
      await new Response(body, { headers: { 'content-type': type } }).formData().catch(() => {
        throw new Refusal(400, 'the body is not the form that its content type says')
      }),
    )
  return /^text\//i.test(type) ? new TextDecoder().decode(body) : body
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, 'the body is broken JSON')
  }
}

/** Fields as an object; a name that is there more than once becomes a list. */
function fieldsOf<T>(fields: {
  keys(): Iterable<string>
  getAll(name: string): T[]
}): Record<string, T | T[] | undefined> {
  return Object.fromEntries(
    [...new Set(fields.keys())].map((name) => {
      const values = fields.getAll(name)
      return [name, values.length === 1 ? values[0] : values]
    }),
  )
}
