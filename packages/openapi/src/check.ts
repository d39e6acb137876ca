export { checkDocument } from './check/check-document.ts'
export type { Finding } from './check/finding.ts'
export type { Progress, ReadOptions } from './import/read/options.ts'
