import type { AnyEndpoint } from '@fairlead/core'

/** Tags as a document has them: as they are, with `{name}` for a path parameter, or `computed` where they follow from more. */
export type ShownTags = readonly string[] | 'computed'

/** The tags of an endpoint as data. Undefined where it has none. */
export function shownTags(
  source: AnyEndpoint['definition']['tags'],
  pathNames: readonly string[],
): ShownTags | undefined {
  if (typeof source !== 'function') return source && source.length > 0 ? source : undefined
  const params = Object.fromEntries(pathNames.map((name) => [name, `{${name}}`]))
  const call = {
    params: guarded(params),
    query: guarded({}),
    body: guarded({}),
    data: guarded({}),
  }
  try {
    const tags = (source as unknown as (facts: typeof call) => unknown)(call)
    return Array.isArray(tags) && tags.every(isTag) ? tags : 'computed'
  } catch {
    return 'computed'
  }
}

/** Nothing that has been calculated with a placeholder. */
function isTag(tag: unknown): tag is string {
  return typeof tag === 'string' && !/\b(NaN|undefined)\b|\[object /.test(tag)
}

/** Whoever reads what is not known here does not get a tag of it. */
function guarded(known: Readonly<Record<string, string>>): object {
  return new Proxy(known, {
    get(target, name) {
      if (typeof name === 'string' && Object.hasOwn(target, name)) return target[name]
      throw new RangeError('is not known before a call')
    },
  })
}
