import { configError } from '@fairlead/core'
import { type Guards, check, isAbove0, isFlag, isText } from '../check.ts'
import type { Rhythm } from './gate.ts'
import type { DebounceOptions, ThrottleOptions } from './options.ts'

const isWait = (value: unknown): boolean => isAbove0(value) && value !== Infinity
type Kind = 'debounce' | 'throttle'

const THROTTLE: Guards<Omit<ThrottleOptions, 'key'>> = { waitMs: isWait, leading: isFlag, trailing: isFlag }
const GUARDS = { throttle: THROTTLE, debounce: { ...THROTTLE, maxWaitMs: isAbove0 } }

/**
 * The rhythm that options ask for.
 *
 * @param more guards of options beside those of the rhythm
 * @throws `config` for an unknown option or one with a value it cannot have
 */
export function rhythmOf(kind: Kind, options: number | DebounceOptions, more?: object): Rhythm {
  const own = typeof options === 'number' ? { waitMs: options } : options
  const slides = kind === 'debounce'
  const guards = { ...GUARDS[kind], ...more } as Guards<DebounceOptions>
  const { waitMs, maxWaitMs = Infinity, leading = !slides, trailing = true } = check<DebounceOptions>(kind, own, guards)
  if (!(waitMs <= maxWaitMs) || !(leading || trailing))
    throw configError(`${kind}: needs \`waitMs\`, no more than \`maxWaitMs\`, and \`leading\` or \`trailing\``)
  return { waitMs, maxWaitMs, leading, trailing, slides }
}

/** The rhythm that a call asks for. @throws `config` for an unknown option or one with a value it cannot have */
export function rhythmOfCall(kind: Kind, options: number | DebounceOptions): Rhythm {
  return rhythmOf(kind, options, { key: isText })
}

/** Whether a value may be the call option `debounce`. @throws `config` that names the part that may not */
export function isDebounce(value: unknown): value is number | DebounceOptions {
  return Boolean(rhythmOfCall('debounce', value as DebounceOptions))
}

/** Whether a value may be the call option `throttle`. @throws `config` that names the part that may not */
export function isThrottle(value: unknown): value is number | ThrottleOptions {
  return Boolean(rhythmOfCall('throttle', value as ThrottleOptions))
}
