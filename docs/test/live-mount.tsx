import { createRoot } from 'react-dom/client'
import { createApp } from 'vue'
import type { ExampleName } from '../src/live/examples.ts'
import { LiveReact } from '../src/live/live-react.tsx'
import LiveVue from '../src/live/live-vue.vue'

/** Puts an example into the page; the answer takes it away. */
export type Mount = (name: ExampleName, place: HTMLElement) => () => void

/** Each framework that the examples are written in. */
export const mounts: { readonly [framework: string]: Mount } = {
  react(name, place) {
    const root = createRoot(place)
    root.render(<LiveReact name={name} />)
    return () => root.unmount()
  },
  vue(name, place) {
    const app = createApp(LiveVue, { name })
    app.mount(place)
    return () => app.unmount()
  },
}
