import type { KnownDocument } from './document.ts'
import type { GraphQLIssue } from './errors.ts'

/** How documents are named instead of sent. Made by {@link automaticPersisted} and {@link registered}. */
export interface Persisted {
  /** Whether queries without variables go by GET, so that shared caches can keep the answers. */
  readonly get: boolean
  /** The name of a document; undefined for one that is sent whole. */
  nameOf(document: KnownDocument): DocumentName | undefined | Promise<DocumentName | undefined>
  /**
   * Whether an answer's errors say that the server does not know the name, so that the text has to go: with the name, or
   * without where it knows of no names.
   */
  missOf?(errors: readonly GraphQLIssue[]): 'with-name' | 'without-name' | undefined
}

/** What stands for a document in a request. */
export interface DocumentName {
  readonly documentId?: string | undefined
  /** For the `persistedQuery` extension. */
  readonly sha256Hash?: string | undefined
}

/** How named documents are asked for. */
export interface PersistedOptions {
  /** Queries without variables go by GET, so that shared caches can keep the answers. @defaultValue false */
  readonly get?: boolean | undefined
}

/** Documents that carry an id of their own go by it. */
export const byOwnId: Persisted = {
  get: false,
  nameOf: ({ documentId }) => (documentId === undefined ? undefined : { documentId }),
}

/** Documents go by an id that the server was given beforehand: their own, or what `idOf` says of their text. */
export function registered({
  get = false,
  idOf,
}: PersistedOptions & {
  readonly idOf?: (text: string, name: string | undefined) => string | undefined
} = {}): Persisted {
  return {
    get,
    nameOf({ documentId, text, name }) {
      const id = documentId ?? idOf?.(text, name)
      return id === undefined ? undefined : { documentId: id }
    },
  }
}

/**
 * Documents go by the hash of their text (automatic persisted queries), and whole where the server does not know it yet.
 *
 * @see {@link https://www.apollographql.com/docs/apollo-server/performance/apq}
 */
export function automaticPersisted({ get = false }: PersistedOptions = {}): Persisted {
  const names = new WeakMap<KnownDocument, DocumentName>()
  let isGivenUp = false

  async function hashed(document: KnownDocument): Promise<DocumentName | undefined> {
    // Only secure contexts have it: elsewhere the document itself goes.
    const subtle = (globalThis.crypto as Crypto | undefined)?.subtle
    if (!subtle) return undefined
    const digest = await subtle.digest('SHA-256', new TextEncoder().encode(document.text))
    const name = { sha256Hash: [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('') }
    names.set(document, name)
    return name
  }
  return {
    get,
    nameOf(document) {
      if (document.documentId !== undefined) return byOwnId.nameOf(document)
      return isGivenUp ? undefined : (names.get(document) ?? hashed(document))
    },
    missOf(errors) {
      for (const { message, extensions } of errors) {
        const { code } = Object(extensions) as { readonly code?: unknown }
        const said = [message, code].filter((each) => typeof each === 'string').join(' ')
        if (/PersistedQueryNotFound|PERSISTED_QUERY_NOT_FOUND/.test(said)) return 'with-name'
        if (/PersistedQueryNotSupported|PERSISTED_QUERY_NOT_SUPPORTED/.test(said)) {
          isGivenUp = true
          return 'without-name'
        }
      }
      return undefined
    },
  }
}
