import { configError } from '@fairlead/core'
import { type Guards, check, isAbove0, isText } from '../check.ts'

/** What every rate is made of. */
export interface RateOptions {
  /** Units in a period. */
  readonly limit: number
  readonly periodMs: number
  /** What is counted. @defaultValue `'calls'` */
  readonly unit?: string | undefined
}

/** A number above 0, and not Infinity. */
export const isRate = (value: unknown): boolean => isAbove0(value) && value !== Infinity

/** @throws `config` for an option that is missing, unknown, or has a value it cannot have */
export function checkRate<T extends RateOptions>(of: string, options: T, more?: object): T {
  check(of, options, { limit: isRate, periodMs: isRate, unit: isText, ...more } as Guards<T>)
  // Left out, they would be no limit at all.
  if (!(options.limit && options.periodMs)) throw configError(`${of}: needs \`limit\` and \`periodMs\``)
  return options
}
