'use client'

import { type SessionView, sessionStore } from '@fairlead/query'
import { useMemo } from 'react'
import { useQueryHost } from './provider.ts'
import { useStore } from './use-store.ts'

/**
 * Who is signed in, as the nearest provider's client knows it.
 *
 * @throws `config` without a provider
 *
 * @example
 * ```tsx
 * const { state, identity } = useSession()
 * ```
 */
export function useSession(): SessionView {
  const host = useQueryHost()
  return useStore(useMemo(() => sessionStore(host), [host]))
}
