export { monitoring } from './monitoring.ts'
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
