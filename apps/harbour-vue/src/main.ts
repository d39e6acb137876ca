import 'harbour-room/styles/index.css'
import { fairlead } from '@fairlead/vue'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createAges } from 'harbour-room/harbour/ages'
import { QUERY_DEFAULTS } from 'harbour-room/harbour/queries'
import { openControlRoom } from 'harbour-room/room'
import { createApp } from 'vue'
import App from './app.vue'
import { ROOM } from './harbour/context.ts'

const room = await openControlRoom(import.meta.env.BASE_URL)
if (room) {
  const queryClient = new QueryClient({ defaultOptions: QUERY_DEFAULTS })
  createApp(App)
    .use(VueQueryPlugin, { queryClient })
    .use(fairlead({ queries: room.queries }))
    .provide(ROOM, { ...room, ages: createAges(queryClient) })
    .mount('#root')
}
