import type { Schema } from '@fairlead/core'

/** A schema of a check, so that no library is needed here. `path` is where it says that a value does not fit. */
function schema<T>(fits: (value: unknown) => boolean, path: readonly string[] = []): Schema<T, T> {
  return {
    '~standard': {
      version: 1,
      vendor: 'fairlead',
      validate: (value: unknown) =>
        // Libraries quote what they refuse, so this one does too.
        fits(value) ? { value: value as T } : { issues: [{ message: `got ${JSON.stringify(value)}`, path }] },
    },
  }
}

/** A schema of an object with a string of this name. */
export function withText<Name extends string>(name: Name): Schema<Record<Name, string>, Record<Name, string>> {
  return schema((value) => typeof (value as Record<string, unknown> | null)?.[name] === 'string', [name])
}

/** A schema that takes everything. */
export const anything: Schema<unknown, unknown> = schema(() => true)
