'use client'

import type { AnyEndpointTypes, ErrorOf, Side } from '@fairlead/core'
import {
  type EndpointQueries,
  type UploadActions,
  type UploadView,
  type Variables,
  createUpload,
} from '@fairlead/query'
import { useMemo } from 'react'
import { useStore } from './use-store.ts'

/**
 * A mutation that tells its progress and can be given up. It goes on when the component has gone, as every mutation does.
 *
 * @example
 * ```tsx
 * const { mutate, cancel, loadedBytes, totalBytes } = useUpload(q.documents.upload)
 * ```
 */
export function useUpload<E, T extends AnyEndpointTypes, Options, Extra, K extends Side>(
  queries: EndpointQueries<E, T, Options, Extra, K>,
): UploadView<T[K], ErrorOf<E, Extra, K>> & UploadActions<T[K], Variables<T['call']>, Options> {
  const upload = useMemo(() => createUpload(queries), [queries])
  const { mutate, mutateAsync, cancel, reset } = upload
  return { ...useStore(upload), mutate, mutateAsync, cancel, reset }
}
