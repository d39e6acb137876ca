export { FairleadProvider } from './provider.ts'
export type { FairleadProviderProps } from './provider.ts'
export { useSession } from './session.ts'
export { useUpload } from './upload.ts'
