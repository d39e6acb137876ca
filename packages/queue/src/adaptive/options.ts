import { type Guards, isAbove0, isCount } from '../check.ts'

/** Where an adaptive limit may go. */
export interface AdaptiveOptions {
  /** @defaultValue 1 */
  readonly min?: number | undefined
  /** @defaultValue 200 */
  readonly max?: number | undefined
  /** Where it begins. @defaultValue 10 */
  readonly initial?: number | undefined
  /** How many times the usual time a call may take before the server counts as overloaded. @defaultValue 3 */
  readonly tolerance?: number | undefined
}

export const ADAPTIVE: Guards<AdaptiveOptions> = { min: isCount, max: isCount, initial: isCount, tolerance: isAbove0 }
