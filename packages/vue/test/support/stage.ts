import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { fairlead } from '@fairlead/vue'
import { type App, type Component, createApp, h } from 'vue'

/** A page with one app on it, and every text that it has shown. */
export function stage(queries: object, component: Component, queryClient = new QueryClient()) {
  const place = document.body.appendChild(document.createElement('main'))
  const texts: string[] = []
  const note = (): void => {
    const text = place.textContent ?? ''
    if (texts.at(-1) !== text) texts.push(text)
  }
  const watcher = new MutationObserver(note)
  watcher.observe(place, { childList: true, characterData: true, subtree: true })
  const warnings: string[] = []
  const app: App = createApp({ render: () => h(component) })
  app.config.warnHandler = (message) => void warnings.push(message)
  app.use(VueQueryPlugin, { queryClient }).use(fairlead({ queries })).mount(place)
  note()
  return {
    app,
    place,
    queryClient,
    texts,
    warnings,
    text: () => place.textContent ?? '',
    close() {
      if (place.hasChildNodes()) app.unmount()
      watcher.disconnect()
      place.remove()
      queryClient.clear()
    },
  }
}
