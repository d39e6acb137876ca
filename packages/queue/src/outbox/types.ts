import type { Host, Layer, Session } from '@fairlead/core'
import type { OutboxApi } from './api.ts'

/** An outbox as `queue()` takes it: made by `outbox()`, belongs to one client. */
export interface Outbox {
  install(host: Host): InstalledOutbox
}

/** An outbox in a client. */
export interface InstalledOutbox {
  readonly layer: Layer
  readonly api: OutboxApi
  apiFor(session: Session): OutboxApi
  dispose(): void | Promise<void>
}
