export { check } from '@fairlead/core'
export type { Guards } from '@fairlead/core'

type Guard = (value: unknown) => boolean

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
