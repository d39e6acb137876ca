import type { VariableFile, WrittenVariables } from './canonical.ts'
import type { KnownDocument } from './document.ts'
import type { DocumentName } from './persisted.ts'

/** A GraphQL request as HTTP carries it. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | FormData
}

/** How an answer may come, best first (GraphQL over HTTP, section "Accept"). */
const SINGLE = 'application/graphql-response+json, application/json;q=0.9'
const IN_PARTS = `multipart/mixed;deferSpec=20220824, multipart/mixed, ${SINGLE}`
const EVENTS = `text/event-stream, ${SINGLE}`

/** Makes a server that fears forged requests believe that a page's own script asks (Apollo's name for it). */
const PREFLIGHT = { 'apollo-require-preflight': 'true' }

const jsonTexts = new WeakMap<KnownDocument, string>()

/** The text of a document as JSON, written once. */
function jsonTextOf(document: KnownDocument): string {
  const known = jsonTexts.get(document) ?? JSON.stringify(document.text)
  jsonTexts.set(document, known)
  return known
}

/**
 * Makes the request of an operation: POST with JSON, or a form where there are files; GET only for a query that has a name
 * in place of its text and no variables, so that no value of a user is ever part of a URL.
 *
 * @see {@link https://graphql.github.io/graphql-over-http/draft/}
 */
export function httpRequestOf(
  url: string,
  document: KnownDocument,
  { json, files }: WrittenVariables,
  {
    name,
    isTextWanted,
    isFresh,
    get,
  }: {
    readonly name: DocumentName | undefined
    readonly isTextWanted: boolean
    readonly isFresh: boolean
    readonly get: boolean
  },
): HttpRequest {
  const accept = document.kind === 'subscription' ? EVENTS : document.isIncremental ? IN_PARTS : SINGLE
  const hash = name?.sha256Hash
  const extensions = hash && `{"persistedQuery":{"version":1,"sha256Hash":"${hash}"}}`
  if (get && name && !isTextWanted && document.kind === 'query' && json === '{}') {
    const query = new URLSearchParams()
    if (name.documentId !== undefined) query.set('documentId', name.documentId)
    if (document.name !== undefined) query.set('operationName', document.name)
    if (extensions) query.set('extensions', extensions)
    // Nothing between here and the server may answer it.
    const fresh = isFresh ? { 'cache-control': 'no-cache' } : {}
    const headers = { accept, ...PREFLIGHT, ...fresh }
    return { method: 'GET', url: `${url}${url.includes('?') ? '&' : '?'}${query}`, headers }
  }
  const members = [
    name?.documentId === undefined
      ? (!name || isTextWanted) && `"query":${jsonTextOf(document)}`
      : `"documentId":${JSON.stringify(name.documentId)}`,
    document.name !== undefined && `"operationName":${JSON.stringify(document.name)}`,
    json !== '{}' && `"variables":${json}`,
    extensions && `"extensions":${extensions}`,
  ]
  const body = `{${members.filter(Boolean).join(',')}}`
  if (files.length > 0) return { method: 'POST', url, headers: { accept, ...PREFLIGHT }, body: formOf(body, files) }
  return { method: 'POST', url, headers: { accept, 'content-type': 'application/json' }, body }
}

/** The form that carries files. @see {@link https://github.com/jaydenseric/graphql-multipart-request-spec} */
function formOf(operations: string, files: readonly VariableFile[]): FormData {
  const form = new FormData()
  form.append('operations', operations)
  // A file that stands in several places is sent once.
  const unique = [...new Set(files.map(({ file }) => file))]
  const map = unique.map((file, index) => [index, files.filter((each) => each.file === file).map(({ path }) => path)])
  form.append('map', JSON.stringify(Object.fromEntries(map as [number, string[]][])))
  for (const [index, file] of unique.entries()) form.append(String(index), file)
  return form
}
