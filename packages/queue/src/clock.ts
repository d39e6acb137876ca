import type { Runtime } from '@fairlead/core'

/** What waits and measures needs of the platform; tests pass a virtual one. @defaultValue `platformRuntime` of core */
export type Clock = Pick<Runtime, 'now' | 'setTimeout' | 'clearTimeout' | 'random'>
