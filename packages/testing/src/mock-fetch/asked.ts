import { type AnyEndpoint, type AnySchema, issuePath } from '@fairlead/core'
import { declaredFields } from './declared-types.ts'
import { fitted } from './fitted.ts'
import { Refusal } from './refusal.ts'
import { type IsObject, unstyledFields, unstyledValue } from './styled.ts'

type Bytes = Uint8Array<ArrayBuffer>
type Styles = NonNullable<AnyEndpoint['definition']['styles']>
type Part = 'params' | 'query' | 'headers' | 'body'

/** The parts of a request. */
export type Parts = Record<Part, unknown>

const MAX_SHOWN = 5

/**
 * The parts of a request as they came: text, read back where an endpoint has a style for it, and a body by its content type.
 *
 * @throws Refusal for what cannot be read
 */
export async function readParts(
  { definition }: AnyEndpoint,
  { url, headers }: { readonly url: string; readonly headers: Headers },
  body: Bytes,
  params: Readonly<Record<string, string>>,
): Promise<Parts> {
  const { styles = {}, body: schema } = definition
  const { search, searchParams } = new URL(url)
  const values = (part: 'params' | 'headers', came: Readonly<Record<string, string>>): Record<string, unknown> => {
    const own = Object.entries(styles[part] ?? {}).filter(([name]) => nameIn(part, name) in came)
    const isObject = objectsOf(definition[part])
    return Object.fromEntries(
      own.map(([name, style]) => {
        const key = nameIn(part, name)
        return [key, read('a value', () => unstyledValue(came[key] ?? '', name, style, isObject(name)))]
      }),
    )
  }
  const fields = Object.fromEntries(headers)
  const text = Object.entries(params).map(([name, value]) => [name, read('the path', () => decodeURIComponent(value))])
  const query = fieldsOf(searchParams)
  return {
    params: { ...Object.fromEntries(text), ...values('params', params) },
    query: styles.query
      ? read('the query', () => unstyledFields(search.slice(1), query, styles.query ?? {}, objectsOf(definition.query)))
      : query,
    headers: { ...fields, ...values('headers', fields) },
    body:
      body.byteLength === 0 ? undefined : await readBody(headers.get('content-type') ?? '', body, styles.body, schema),
  }
}

function nameIn(part: 'params' | 'headers', name: string): string {
  return part === 'headers' ? name.toLowerCase() : name
}

function objectsOf(schema: AnySchema | undefined): IsObject {
  const fieldOf = schema ? declaredFields(schema) : () => undefined
  return (name) => fieldOf(name)?.types.has('object') === true
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

function read<T>(what: string, decode: () => T): T {
  try {
    return decode()
  } catch {
    throw new Refusal(400, `${what} is not percent-encoded UTF-8`)
  }
}

const JSON_TYPE = /^(application|text)\/([\w.+-]*\+)?json\s*(;|$)/i

async function readBody(
  type: string,
  body: Bytes,
  styles: Styles['body'],
  schema: AnySchema | undefined,
): Promise<unknown> {
  if (JSON_TYPE.test(type)) return readJson(new TextDecoder().decode(body))
  if (/^(multipart\/form-data|application\/x-www-form-urlencoded)\s*(;|$)/i.test(type)) {
    const form = await new Response(body, { headers: { 'content-type': type } }).formData().catch(() => {
      throw new Refusal(400, 'the body is not the form that its content type says')
    })
    if (!styles) return fieldsOf(form)
    const plain = new URLSearchParams()
    const files = new FormData()
    for (const [name, item] of form) {
      // A part that is written as text has a media type of its own, which makes it look like a file.
      const isText =
        typeof item === 'string' || (Object.hasOwn(styles, name) && styles[name]?.contentType !== undefined)
      if (isText) plain.append(name, typeof item === 'string' ? item : await item.text())
      else files.append(name, item)
    }
    // The parts of a multipart body are not encoded, so that a comma in one is always a delimiter.
    const raw = /^multipart/i.test(type) ? String(plain).replaceAll('%2C', ',') : new TextDecoder().decode(body)
    return { ...fieldsOf(files), ...unstyledFields(raw, fieldsOf(plain), styles, objectsOf(schema)) }
  }
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
