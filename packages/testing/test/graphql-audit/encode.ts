/** An operation that can be sent. */
export interface Operation {
  readonly document: string
  readonly kind: 'query' | 'mutation' | 'subscription'
  readonly name: string | undefined
  readonly variables: object | undefined
  /** Files, by the path of the variable that they are. */
  readonly files: ReadonlyMap<string, File>
}

/** @throws Error for a document that is none, and for variables that cannot be written */
export function operationOf(document: string, variables?: object): Operation {
  checkBraces(document)
  const heads = [...document.matchAll(/(?:^|\}\s*)(query|mutation|subscription)\b\s*(\w*)/g)]
  if (heads.length > 1) throw new Error('The document has several operations.')
  const [, kind = 'query', name] = heads[0] ?? []
  const files = new Map<string, File>()
  const written = withoutFiles(variables, 'variables', files)
  JSON.stringify(written)
  return { document, kind: kind as Operation['kind'], name: name || undefined, variables: written as object, files }
}

/** A parser it is not, but it knows what was not written to its end. */
function checkBraces(document: string): void {
  const open: string[] = []
  for (const sign of document.match(/[(){}]/g) ?? []) {
    if (sign === '(' || sign === '{') open.push(sign)
    else if (open.pop() !== (sign === ')' ? '(' : '{')) throw new Error('The document cannot be parsed.')
  }
  if (open.length > 0) throw new Error('The document cannot be parsed.')
}

function withoutFiles(value: unknown, path: string, files: Map<string, File>, above: readonly object[] = []): unknown {
  if (value instanceof File) {
    files.set(path, value)
    return null
  }
  if (typeof value !== 'object' || value === null) return value
  if (above.includes(value)) throw new Error('The variables contain themselves.')
  const below = [...above, value]
  if (Array.isArray(value)) return value.map((item, index) => withoutFiles(item, `${path}.${index}`, files, below))
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withoutFiles(member, `${path}.${name}`, files, below)]),
  )
}

const SINGLE = 'application/graphql-response+json, application/json;q=0.9'

/** What is sent; `target` where it is another URL than that of the endpoint. */
export function requestOf(operation: Operation, _url: string): RequestInit & { readonly target?: string } {
  const { document, kind, name, variables, files } = operation
  const accept =
    kind === 'subscription'
      ? `text/event-stream, ${SINGLE}`
      : document.includes('@defer') || document.includes('@stream')
        ? `multipart/mixed, ${SINGLE}`
        : SINGLE
  const body = JSON.stringify({ query: document, operationName: name, variables })
  const headers = { accept }
  return files.size === 0
    ? { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body }
    : { method: 'POST', headers: { ...headers, 'graphql-require-preflight': '1' }, body: formOf(body, files) }
}

function formOf(operations: string, files: ReadonlyMap<string, File>): FormData {
  const form = new FormData()
  form.set('operations', operations)
  form.set('map', JSON.stringify(Object.fromEntries([...files.keys()].map((path, index) => [index, [path]]))))
  for (const [index, file] of [...files.values()].entries()) form.set(`${index}`, file, file.name)
  return form
}
