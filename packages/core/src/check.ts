import { configError } from './errors.ts'

/** What the options of one thing may be: for each name what a value must pass. */
export type Guards<T> = { readonly [Name in keyof T]-?: Guard }

type Guard = (value: unknown) => boolean

/** @throws `config` for an option that is unknown or has a value it cannot have */
export function check<T extends object>(of: string, options: T, guards: Guards<T>): T {
  if (typeof options !== 'object' || options === null) throw configError(`${of}: the options are no object`)
  // No list of entries: this is on the way of each piece of work.
  for (const name in options) {
    const value = options[name]
    const guard = Object.hasOwn(guards, name) ? guards[name] : undefined
    if (!guard) throw configError(`${of}: unknown option '${name}'`)
    if (value !== undefined && !guard(value)) throw configError(`${of}: \`${name}\` cannot be ${String(value)}`)
  }
  return options
}
