import { configError } from '@fairlead/core'

/** What the options of one thing may be: for each name what a value must pass. */
export type Guards<T> = { readonly [Name in keyof T]-?: Guard }

type Guard = (value: unknown) => boolean

/** @throws `config` for an option that is unknown or has a value it cannot have */
export function check<T extends object>(of: string, options: T, guards: Guards<T>): T {
  if (!isObject(options)) throw configError(`${of}: the options are no object`)
  // No list of entries: this is on the way of each piece of work.
  for (const name in options) {
    const value = options[name]
    const guard = Object.hasOwn(guards, name) ? guards[name] : undefined
    if (!guard) throw configError(`${of}: unknown option '${name}'`)
    if (value !== undefined && !guard(value)) throw configError(`${of}: \`${name}\` cannot be ${String(value)}`)
  }
  return options
}

/** A number from 0 up. */
export const isAmount: Guard = (value) => typeof value === 'number' && value >= 0

/** A number above 0. */
export const isAbove0: Guard = (value) => isAmount(value) && value !== 0

/** A whole number from 1 up, or Infinity. */
export const isCount: Guard = (value) => value === Infinity || (Number.isInteger(value) && isAbove0(value))

/** A number from 0 to 1. */
export const isPart: Guard = (value) => isAmount(value) && (value as number) <= 1

export const isFlag: Guard = (value) => typeof value === 'boolean'
export const isText: Guard = (value) => typeof value === 'string'
export const isFunction: Guard = (value) => typeof value === 'function'
export const isFunctions: Guard = (value) => Array.isArray(value) && value.every(isFunction)
export const isObject: Guard = (value) => typeof value === 'object' && value !== null
