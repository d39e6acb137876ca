export { startFaultServer } from './faults/fault-server.ts'
export type { FaultServer } from './faults/fault-server.ts'
export type { FaultClient, FaultPath } from './faults/fault-client.ts'
export type { FaultScript, JournalEntry, Step } from './faults/step.ts'
