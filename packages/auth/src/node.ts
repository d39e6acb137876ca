export { fileCoordinator } from './coordinators/node/file-coordinator.ts'
export type { FileCoordinatorOptions } from './coordinators/node/file-coordinator.ts'
