export { FairleadProvider } from './provider.ts'
export type { FairleadProviderProps } from './provider.ts'
