import { configError } from '@fairlead/core'

/** What the options of one thing may be: for each name what a value must pass, and what that is in words. */
export type Guards<T> = { readonly [Name in keyof T]-?: Guard }

type Guard = readonly [passes: (value: never) => boolean, what: string]

/** @throws `config` for an option that is unknown or has a value it cannot have */
export function check<T extends object>(of: string, options: T, guards: Guards<T>): T {
  if (typeof options !== 'object' || options === null) throw configError(`${of}: the options are no object`)
  for (const [name, value] of Object.entries(options)) {
    const guard = Object.hasOwn(guards, name) ? guards[name as keyof T] : undefined
    if (!guard) throw configError(`${of}: unknown option '${name}'`)
    if (value !== undefined && !guard[0](value as never)) throw configError(`${of}: \`${name}\` is not ${guard[1]}`)
  }
  return options
}

export const AMOUNT: Guard = [(value: unknown) => typeof value === 'number' && value >= 0, 'a number from 0 up']
export const ABOVE_0: Guard = [(value: unknown) => typeof value === 'number' && value > 0, 'a number above 0']
export const COUNT: Guard = [
  (value: unknown) => value === Infinity || (Number.isInteger(value) && (value as number) >= 1),
  'a whole number from 1 up',
]
export const PART: Guard = [
  (value: number) => typeof value === 'number' && value >= 0 && value <= 1,
  'a number from 0 to 1',
]
export const FLAG: Guard = [(value: unknown) => typeof value === 'boolean', 'true or false']
export const TEXT: Guard = [(value: unknown) => typeof value === 'string', 'a string']
export const CALLABLE: Guard = [(value: unknown) => typeof value === 'function', 'a function']
export const LIST: Guard = [
  (value: unknown) => Array.isArray(value) && value.every((each) => typeof each === 'function'),
  'a list of functions',
]
