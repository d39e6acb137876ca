export { idbCoordinator } from './coordinators/idb/coordinator.ts'
export type { IdbCoordinatorOptions } from './coordinators/idb/coordinator.ts'
