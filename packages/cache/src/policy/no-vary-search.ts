import { parseDictionary } from './structured.ts'

/** Which part of a query an answer does not depend on. */
export interface SearchRule {
  /** Parameters that do not matter; `true`: none does, but those of `except`. */
  readonly ignored: readonly string[] | true
  readonly except: readonly string[]
  /** Whether the order of the parameters does not matter. */
  readonly anyOrder: boolean
}

/**
 * Reads No-Vary-Search (draft-ietf-httpbis-no-vary-search). Undefined where it says nothing, or something that cannot be
 * understood: the whole query matters then.
 */
export function parseNoVarySearch(field: string | undefined): SearchRule | undefined {
  const members = field === undefined ? undefined : parseDictionary(field)
  if (!members) return undefined
  const { params = false, except = [], 'key-order': anyOrder = false } = Object.fromEntries(members)
  const ignored = params === true || (params === false ? [] : namesOf(params))
  const excepted = namesOf(except)
  if (typeof anyOrder !== 'boolean' || !ignored || !excepted || (members.has('except') && ignored !== true))
    return undefined
  if (ignored !== true && ignored.length === 0 && !anyOrder) return undefined
  return { ignored, except: excepted, anyOrder }
}

function namesOf(member: unknown): readonly string[] | undefined {
  return Array.isArray(member) && member.every((item) => typeof item === 'string') ? member.map(decoded) : undefined
}

/** A name is written as in a query, where a space is a plus. */
function decoded(name: string): string {
  return new URLSearchParams(`=${name.replaceAll('&', '%26')}`).get('') ?? ''
}

/** The URL with only what the rule says matters, so that URLs which mean the same are the same. */
export function canonicalUrl(url: string, { ignored, except, anyOrder }: SearchRule): string {
  const parsed = new URL(url)
  const names = new Set(ignored === true ? except : ignored)
  const kept = new URLSearchParams([...parsed.searchParams].filter(([name]) => names.has(name) === (ignored === true)))
  // Parameters of the same name keep their order: it may say which one counts.
  if (anyOrder) kept.sort()
  parsed.search = kept.toString()
  return parsed.href
}
