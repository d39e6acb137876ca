import { type Guards, check, configError } from '@fairlead/core'
import { type QueryHost, hostOfQueries, registerQueries, sessionStore } from '@fairlead/query'
import { VUE_QUERY_CLIENT, environmentManager } from '@tanstack/vue-query'
import type { QueryClient } from '@tanstack/vue-query'
import { type InjectionKey, type Plugin, hasInjectionContext, inject, shallowRef, triggerRef } from 'vue'

/** What the plugin is given. */
export interface FairleadOptions {
  /** Made by `createQueries`. */
  readonly queries: object
}

const GUARDS: Guards<FairleadOptions> = { queries: (value) => typeof value === 'object' && value !== null }
// Two copies of the package must find each other's.
const HOST: InjectionKey<QueryHost> = Symbol.for('fairlead.vue')

/**
 * Connects queries to the app's QueryClient until the app is unmounted, and gives composables their client. It comes after
 * `VueQueryPlugin`. On a server it follows nothing, so a request leaves nothing behind.
 *
 * @throws `config` for an unknown option, for what `createQueries` did not make, in an app without `VueQueryPlugin`, and where the
 * queries of another client go by the same name there
 *
 * @example
 * ```ts
 * createApp(App).use(VueQueryPlugin, { queryClient }).use(fairlead({ queries: q })).mount('#app')
 * ```
 */
export function fairlead(options: FairleadOptions): Plugin {
  const host = hostOfQueries(check('fairlead', options, GUARDS).queries ?? {})
  return {
    install(app) {
      const queryClient = app.runWithContext(() => inject<QueryClient | undefined>(VUE_QUERY_CLIENT, undefined))
      if (!queryClient)
        throw configError('no QueryClient in this app; `app.use(VueQueryPlugin, { queryClient })` has to come first')
      const connection = registerQueries(options.queries, queryClient)
      // Of several clients the first is that of the composables.
      if (!app.runWithContext(() => inject(HOST, undefined))) app.provide(HOST, host)
      if (environmentManager.isServer()) return
      // Held first: what is mounted has moved to its new key before its options are made anew.
      const release = connection.hold()
      const version = shallowRef(0)
      const track = (): void => void version.value
      host.tracks.add(track)
      const stop = sessionStore(host).subscribe(() => triggerRef(version))
      app.onUnmount(() => {
        stop()
        host.tracks.delete(track)
        release()
      })
    },
  }
}

/** What the app's queries do their work with. @throws `config` outside of a set-up, and without the plugin */
export function useQueryHost(): QueryHost {
  const host = hasInjectionContext() ? inject(HOST, undefined) : undefined
  if (host) return host
  throw configError('no queries here; call this in a set-up, in an app with `app.use(fairlead({ queries: q }))`')
}
