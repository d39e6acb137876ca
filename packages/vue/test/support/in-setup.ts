import { fairlead } from '@fairlead/vue'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createApp, effectScope } from 'vue'

/** Runs composables as in a set-up of an app with queries. `leave` is what happens when the component goes. */
export function inSetup<T>(queries: object, work: () => T) {
  const app = createApp({}).use(VueQueryPlugin, { queryClient: new QueryClient() }).use(fairlead({ queries }))
  const scope = effectScope()
  const result = scope.run(() => app.runWithContext(work)) as T
  return { result, leave: () => scope.stop() }
}
