import { configError } from '@fairlead/core'
import { type Guards, check, isAbove0, isCount } from '../check.ts'

/** Where an adaptive limit may go. */
export interface AdaptiveOptions {
  /** @defaultValue 1 */
  readonly min?: number | undefined
  /** @defaultValue 200 */
  readonly max?: number | undefined
  /** Where it begins. @defaultValue 10 */
  readonly initial?: number | undefined
  /** How many times the usual time a call may take before the server counts as overloaded; Infinity: as long as it likes. @defaultValue 3 */
  readonly tolerance?: number | undefined
}

const ADAPTIVE: Guards<AdaptiveOptions> = { min: isCount, max: isCount, initial: isCount, tolerance: isAbove0 }

/** @throws `config` for an option that is unknown or has a value it cannot have */
export function checkAdaptive<T extends AdaptiveOptions>(of: string, options: T, more?: object): T {
  const { min = 1, max = 200 } = check(of, options, { ...ADAPTIVE, ...more } as Guards<T>)
  if (min > max) throw configError(`${of}: \`min\` cannot be above \`max\`, which is ${max}`)
  return options
}
