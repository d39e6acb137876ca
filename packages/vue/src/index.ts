export { fairlead } from './plugin.ts'
export type { FairleadOptions } from './plugin.ts'
export { useSession } from './session.ts'
