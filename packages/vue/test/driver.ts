import { fairlead, useSession, useUpload } from '@fairlead/vue'
import { VueQueryPlugin, useInfiniteQuery, useMutation, useQuery } from '@tanstack/vue-query'
import { type Component, Suspense, type VNodeChild, createApp, h, proxyRefs, ref, shallowRef } from 'vue'
import type { Driver, View } from '../../query/test/behaviour/driver.ts'

type Of<K extends View['kind']> = Extract<View, { readonly kind: K }>
type Render = () => VNodeChild

const text = (said: string): VNodeChild => h('p', said)
const button = (name: string, onClick: () => void): VNodeChild => h('button', { onClick }, name)

/** What each kind of view does in its set-up. The view is a getter: other options are other props of the same component. */
const parts: { readonly [K in View['kind']]?: (view: () => Of<K>) => Render | Promise<Render> } = {
  query(view) {
    const result = proxyRefs(useQuery(() => view().options() as never))
    return () => text(view().show(result))
  },
  async suspense(view) {
    const query = useQuery(() => view().options() as never)
    const result = proxyRefs(query)
    const first = await query.suspense()
    // The refs of vue-query follow in the next task.
    return () => text(view().show(result.status === 'pending' ? first : result))
  },
  infinite(view) {
    const result = proxyRefs(useInfiniteQuery(() => view().options() as never))
    return () => [text(view().show(result)), button('more', () => void result.fetchNextPage())]
  },
  mutation(view) {
    const result = proxyRefs(useMutation(() => view().options()))
    return () => [text(view().show(result)), button('send', () => result.mutate(view().variables() as never))]
  },
  upload(view) {
    const upload = proxyRefs(useUpload(view().endpoint as never))
    return () => [
      text(view().show(upload)),
      button('send', () => upload.mutate(view().variables())),
      button('cancel', upload.cancel),
    ]
  },
  session(view) {
    const session = proxyRefs(useSession())
    return () => text(view().show(session))
  },
}

const components = Object.fromEntries(
  Object.entries(parts).map(([kind, setup]) => {
    const component: Component = {
      props: ['view'],
      setup: (props: Readonly<Record<string, unknown>>) => setup(() => props['view'] as never),
    }
    return [kind, component]
  }),
)

function section(view: View): VNodeChild {
  const component = components[view.kind]
  if (!component) throw new Error(`no such view yet: ${view.kind}`)
  const shown = h(component, { view })
  const inside =
    view.kind === 'suspense' ? h(Suspense, null, { default: () => shown, fallback: () => text('waiting') }) : shown
  return h('section', { key: view.name, 'data-view': view.name }, [inside])
}

/** Vue. Another QueryClient is another app there, so nothing can be surrounded anew. */
export const vue: Driver = {
  name: 'vue',
  mount(place, first, { queryClient, queries, failed }) {
    const views = shallowRef(first)
    const app = createApp({ render: () => views.value.map(section) })
    app.config.errorHandler = failed
    // The composables subscribe to a QueryClient of Vue's, which has this.
    app.use(VueQueryPlugin, { queryClient: Object.assign(queryClient, { isRestoring: ref(false) }) as never })
    try {
      if (queries) app.use(fairlead({ queries }))
      app.mount(place)
    } catch (error) {
      failed(error)
    }
    return {
      show(next) {
        views.value = next
      },
      unmount() {
        if (place.hasChildNodes()) app.unmount()
      },
    }
  },
}
