/** A JSON pointer, as the fragment of a URL, one step or more below another. @see {@link https://www.rfc-editor.org/rfc/rfc6901} */
export function below(pointer: string, ...steps: readonly (string | number)[]): string {
  let path = pointer
  for (const step of steps) {
    path += `/${typeof step === 'string' && /[~/]/.test(step) ? step.replaceAll('~', '~0').replaceAll('/', '~1') : step}`
  }
  return path
}

/** The steps of a pointer such as `#/paths/~1vessels`; undefined for what is no pointer. */
export function stepsOf(ref: string): string[] | undefined {
  if (ref === '#') return []
  if (!ref.startsWith('#/')) return undefined
  return ref
    .slice(2)
    .split('/')
    .map((step) => decoded(step).replaceAll('~1', '/').replaceAll('~0', '~'))
}

const SCHEMAS = '#/components/schemas/'

/** The reference to a named schema. */
export function schemaRef(name: string): string {
  return below('#/components/schemas', name)
}

/** The name of the schema that a canonical reference is to. */
export function schemaName(ref: string): string | undefined {
  if (!ref.startsWith(SCHEMAS)) return undefined
  const name = ref.slice(SCHEMAS.length)
  return name.includes('/') ? undefined : name.replaceAll('~1', '/').replaceAll('~0', '~')
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    // A percent sign that encodes nothing stands for itself.
    return step
  }
}
