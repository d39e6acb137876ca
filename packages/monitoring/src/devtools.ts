export { faults } from './devtools/faults.ts'
export type { FaultOptions, FaultRule, Faults } from './devtools/faults.ts'
export { performanceTracks } from './devtools/tracks.ts'
