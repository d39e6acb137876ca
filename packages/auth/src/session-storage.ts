export { sessionStorageCoordinator } from './coordinators/session-storage.ts'
