import { FairleadProvider, useSession } from '@fairlead/react'
import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { Activity, type ReactNode, StrictMode, memo } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { afterEach, expect, test } from 'vitest'
import { type Harbour, harbour } from '../../query/test/behaviour/harbour.ts'

let place: HTMLElement
let root: ReturnType<typeof createRoot>
afterEach(() => {
  flushSync(() => root.unmount())
  place.remove()
})

type Hidden = (props: { readonly isHidden: boolean; readonly children: ReactNode }) => ReactNode

const Plain: Hidden = ({ isHidden, children }) => <Activity mode={isHidden ? 'hidden' : 'visible'}>{children}</Activity>
const Keyed: Hidden = ({ isHidden, children }) => (
  <Activity key={useSession().identity} mode={isHidden ? 'hidden' : 'visible'}>
    {children}
  </Activity>
)

/** A page whose vessels somebody has seen, and that are hidden then. */
async function hiddenFrom(user: string, Around: Hidden) {
  const rig: Harbour = harbour(({ user: whose }) => ({ json: [{ id: '1', name: `of ${whose}` }] }))
  await rig.signIn(user)
  // Not drawn again because what is around it is.
  const Vessels = memo(() => <p>{useQuery(rig.q.vessels.list.queryOptions()).data?.[0]?.name ?? 'loading'}</p>)
  place = document.body.appendChild(document.createElement('main'))
  root = createRoot(place)
  const show = (isHidden: boolean) => {
    const page = (
      <QueryClientProvider client={rig.queryClient}>
        <FairleadProvider queries={rig.q}>
          <Around isHidden={isHidden}>
            <Vessels />
          </Around>
        </FairleadProvider>
      </QueryClientProvider>
    )
    flushSync(() => root.render(<StrictMode>{page}</StrictMode>))
  }
  show(false)
  await expect.poll(() => place.textContent).toBe(`of ${user}`)
  show(true)
  return { ...rig, show }
}

test('what is hidden when somebody else comes shows nothing of the one before when it is shown again', async () => {
  const { signIn, show, paths } = await hiddenFrom('ida', Plain)
  await signIn('ben')
  const shown: (string | null)[] = []
  const watcher = new MutationObserver(() => shown.push(place.textContent))
  show(false)
  expect(place.textContent).toBe('loading')
  watcher.observe(place, { childList: true, characterData: true, subtree: true })
  await expect.poll(() => place.textContent).toBe('of ben')
  watcher.disconnect()
  expect(shown).toEqual(['of ben'])
  expect(paths()).toEqual(['ida GET /vessels', 'ben GET /vessels'])
})

test('with the identity as its key it is not even in the document', async () => {
  const { signIn } = await hiddenFrom('ida', Keyed)
  expect(place.textContent).toBe('of ida')
  await signIn('ben')
  await expect.poll(() => place.textContent).not.toContain('ida')
})
