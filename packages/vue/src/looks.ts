import { type Guards, check } from '@fairlead/core'

interface Looks {
  readonly everyMs?: number | undefined
}

const GUARDS: Guards<Looks> = { everyMs: (value) => typeof value === 'number' && value > 0 && value < Infinity }

/** How often figures are looked at. @throws `config` for an unknown option or no number of milliseconds */
export function everyMsOf(of: string, options: Looks, usual: number): number {
  return check(of, options, GUARDS).everyMs ?? usual
}
