import { createQueries } from '@fairlead/query'
import { fairlead, useSession } from '@fairlead/vue'
import { QueryClient, VueQueryPlugin, environmentManager } from '@tanstack/vue-query'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSSRApp, effectScope } from 'vue'
import { harbour } from '../../query/test/support/harbour.ts'

let rig: ReturnType<typeof harbour>
beforeEach(() => {
  environmentManager.setIsServer(() => false)
  rig = harbour(() => ({ json: [] }))
})
afterEach(async () => {
  environmentManager.setIsServer(() => typeof window === 'undefined')
  await rig.close()
})
const config = (says: RegExp) =>
  expect.objectContaining({ kind: 'config', message: expect.stringMatching(says) as unknown })
const thrownBy = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    return error
  }
  return undefined
}
const appOf = (queryClient = new QueryClient()) => createSSRApp({}).use(VueQueryPlugin, { queryClient })

test('an app without VueQueryPlugin is told so', () => {
  expect(thrownBy(() => createSSRApp({}).use(fairlead({ queries: rig.q })))).toEqual(config(/VueQueryPlugin/))
})

test('options that are none are refused', () => {
  expect(thrownBy(() => fairlead({ queries: rig.q, retry: 3 } as never))).toEqual(config(/unknown option 'retry'/))
  expect(thrownBy(() => fairlead({} as never))).toEqual(config(/createQueries/))
  expect(thrownBy(() => fairlead({ queries: {} }))).toEqual(config(/createQueries/))
})

test('a composable without the plugin, or outside of a set-up, says what is missing', () => {
  const app = appOf()
  expect(thrownBy(() => app.runWithContext(useSession))).toEqual(config(/app\.use\(fairlead/))
  expect(thrownBy(useSession)).toEqual(config(/in a set-up/))
})

test('two clients cannot go by one name in an app; with two names they can', () => {
  const app = appOf().use(fairlead({ queries: rig.q }))
  const { client } = harbour(() => ({ json: [] }))
  expect(thrownBy(() => app.use(fairlead({ queries: createQueries(client) })))).toEqual(
    config(/give one of them a `name`/),
  )
  app.use(fairlead({ queries: createQueries(client, { name: 'other' }) }))
})

test('refs of the session are let go of with their scope', async () => {
  const app = appOf().use(fairlead({ queries: rig.q }))
  const scope = effectScope()
  const session = scope.run(() => app.runWithContext(useSession))
  expect(session?.state.value).toBe('anonymous')
  expect(session?.identity.value).toBe('')
  await rig.signIn('ida')
  expect(session?.state.value).toBe('authenticated')
  scope.stop()
  await rig.client.auth.signOut()
  expect(session?.state.value).toBe('authenticated')
})
