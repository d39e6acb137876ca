export { monitoring } from './monitoring.ts'
export { consoleLog } from './log.ts'
export type { ConsoleLogOptions, LogLevel, LogLine } from './log.ts'
export { reportTo } from './report.ts'
export type { ReportOptions } from './report.ts'
export type { Monitoring, MonitoringOptions } from './api.ts'
export type {
  AttemptRecord,
  FrameRecord,
  LaneRecord,
  NoteRecord,
  OperationRecord,
  ServerTiming,
  SocketRecord,
} from './records.ts'
export type { Alert, EndpointHealth, Health, HealthFigure, SessionHealth, Snapshot, Threshold } from './snapshot.ts'
