import { isFairleadError, type CoreError } from '@fairlead/core'
import type { ConnectionState } from '@fairlead/ws'
import type { CombinedError } from '@urql/core'

/** How a link is, and in words; undefined where nobody listens. */
export function liveness(
  link: ConnectionState | undefined,
): readonly [tone: 'good' | 'busy' | 'bad' | 'off', words: string] {
  if (link === undefined) return ['off', 'Live for officers on watch']
  if (link === 'ready') return ['good', 'Live']
  if (link === 'waiting') return ['bad', 'The link is broken']
  return link === 'connecting' || link === 'authenticating' ? ['busy', 'Connecting'] : ['off', 'Not live']
}

const PARTS: Readonly<Record<string, string>> = {
  cargo: 'her cargo',
  documents: 'her documents',
  voyages: 'her voyages',
}

/** What of a file could not be had, and why. */
export function missingWords({ graphQLErrors }: CombinedError): { readonly what: string; readonly why: string } {
  const missing = graphQLErrors.map(({ path }) => PARTS[String(path?.[1])] ?? 'a part of it')
  return {
    what: [...new Set(missing)].join(' and ') || 'its last part',
    why: graphQLErrors[0]?.message ?? 'The line broke before it came.',
  }
}

/** What kept an answer away, where it is as for any other call. */
export function failureOf({ networkError }: CombinedError): CoreError | undefined {
  return isFairleadError(networkError) && (networkError.kind as string) !== 'graphql' ? networkError : undefined
}

/** What the harbour itself says, in its words. */
export function refusalWords({ graphQLErrors, networkError }: CombinedError): {
  readonly text: string
  readonly code: string
} {
  const [first] = graphQLErrors
  const code = first?.extensions['code'] ?? networkError?.name
  return {
    text: first?.message ?? 'The answer is not whole.',
    code: `GraphQL${typeof code === 'string' ? ` (${code})` : ''}`,
  }
}

/** Tons, such as `1,200 t`. */
export function tonsText(tons: number): string {
  return `${tons.toLocaleString('en-GB')} t`
}

/** The size of a document. */
export function sizeText(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${Math.round(bytes / 1024).toLocaleString('en-GB')} kB`
}
