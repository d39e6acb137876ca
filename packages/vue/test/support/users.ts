import type { Component } from 'vue'
import { harbour } from '../../../query/test/support/harbour.ts'
import { stage } from './stage.ts'

export type Rig = ReturnType<typeof harbour>
export type Answer = Parameters<typeof harbour>[0]

/** A server whose vessels are named after whoever asks. */
export const ofUser = ({ path, user }: { readonly path: string; readonly user: string }) =>
  path === '/tides' ? { json: { level: 3 } } : { json: [{ id: '1', name: `of ${user || 'nobody'}` }] }

/** An app with the harbour's queries, shown to a user. */
export async function showTo(user: string | undefined, component: (rig: Rig) => Component, answer: Answer = ofUser) {
  const rig = harbour(answer)
  if (user !== undefined) await rig.signIn(user)
  const page = stage(rig.q, component(rig))
  return {
    ...rig,
    ...page,
    async close() {
      page.close()
      await rig.close()
    },
  }
}
