import type { AnySchema, Schema } from '@fairlead/core'

/** Whether a schema takes it that there is nothing. One that answers late is taken as one that does not. */
export function mayBeLeftOut(body: AnySchema): boolean {
  try {
    const result = (body as Schema)['~standard'].validate(undefined)
    if (!(result instanceof Promise)) return !result.issues
    // Nobody waits for it.
    result.catch(() => undefined)
    return false
  } catch {
    return false
  }
}
