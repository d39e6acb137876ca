import type { AnyEndpointTypes, ErrorOf, Side } from '@fairlead/core'
import {
  type EndpointQueries,
  type UploadActions,
  type UploadView,
  type Variables,
  createUpload,
} from '@fairlead/query'
import { type RefsOf, refsOf } from './refs-of.ts'

/**
 * A mutation that tells its progress and can be given up. It goes on when the component has gone, as every mutation does.
 *
 * @example
 * ```ts
 * const { mutate, cancel, loadedBytes, totalBytes } = useUpload(q.documents.upload)
 * ```
 */
export function useUpload<E, T extends AnyEndpointTypes, Options, Extra, K extends Side>(
  queries: EndpointQueries<E, T, Options, Extra, K>,
): RefsOf<UploadView<T[K], ErrorOf<E, Extra, K>>> & UploadActions<T[K], Variables<T['call']>, Options> {
  const upload = createUpload(queries)
  const { mutate, mutateAsync, cancel, reset } = upload
  return { ...refsOf(() => upload), mutate, mutateAsync, cancel, reset }
}
