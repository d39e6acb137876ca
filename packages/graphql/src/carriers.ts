import { type AnyClient, type HeadersInput, hostOf } from '@fairlead/core'
import type { OperationType } from '@urql/core'
import { type Carry, createAttempt, createCarrier, pathOf } from './carrier.ts'
import { type Persisted, byOwnId } from './persisted.ts'
import { overSse } from './sse.ts'
import type { Subscriber } from './subscriptions.ts'

/** How operations travel, whoever puts them together. */
export interface CarriageOptions {
  /** Laid over the client's, for example what a server asks for against forged requests. */
  readonly headers?: HeadersInput | undefined
  /** @defaultValue `'session'` where an auth plugin is installed */
  readonly auth?: 'session' | 'public' | undefined
  /** `automaticPersisted()` or `registered()`. @defaultValue documents are sent whole, unless they carry an id */
  readonly persisted?: Persisted | undefined
  /** @defaultValue `overSse()` */
  readonly subscriptions?: Subscriber | undefined
  /** Of all files of an operation. @defaultValue 100 MiB */
  readonly maxUploadBytes?: number | undefined
}

/** Makes what carries the operations of each kind to one URL. */
export function createCarriers(
  client: AnyClient,
  url: string,
  {
    headers,
    auth,
    persisted = byOwnId,
    subscriptions = overSse(),
    maxUploadBytes = 100 * 1024 * 1024,
  }: CarriageOptions,
  onEnd: (stop: () => void) => void,
): (kind: OperationType) => Carry {
  const route = {
    client,
    host: hostOf(client),
    url,
    path: pathOf(url),
    headers,
    auth,
    persisted,
    maxUploadBytes,
    onEnd,
  }
  const attempt = createAttempt(route)
  const carrier = createCarrier(route, attempt)
  const subscriber = subscriptions(route, attempt)
  return (kind) => (kind === 'subscription' ? subscriber : carrier)
}
