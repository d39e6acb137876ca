import { configError } from '@fairlead/core'

/** For each option whether a value may be what it is. */
export type Guards<T> = { readonly [Name in keyof T]-?: (value: unknown) => boolean }

/** @throws `config` for an option that is unknown or has a value it cannot have */
export function check<T extends object>(of: string, options: T, guards: Guards<T>): T {
  if (!isObject(options)) throw configError(`${of}: the options are no object`)
  for (const name in options) {
    const guard = Object.hasOwn(guards, name) ? guards[name] : undefined
    if (!guard) throw configError(`${of}: unknown option '${name}'`)
    if (options[name] !== undefined && !guard(options[name]))
      throw configError(`${of}: \`${name}\` cannot be ${String(options[name])}`)
  }
  return options
}

export const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null
export const isText = (value: unknown): boolean => typeof value === 'string'
/** A number above 0, Infinity included. */
export const isAbove0 = (value: unknown): boolean => typeof value === 'number' && value > 0
/** One of some texts. */
export const isOneOf =
  (...texts: readonly string[]) =>
  (value: unknown): boolean =>
    texts.includes(value as string)
