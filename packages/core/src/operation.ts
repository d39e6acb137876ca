import type { CallEvent } from './events.ts'
import type { CallRequest } from './request.ts'

/** The fields that every event of a call has. */
export function callEvent({ operation, scope }: Pick<CallRequest, 'operation' | 'scope'>): CallEvent {
  return {
    operationId: operation.id,
    method: operation.method,
    template: operation.template,
    origin: operation.origin,
    at: scope.runtime.now(),
  }
}
