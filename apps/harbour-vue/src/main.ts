import 'harbour-room/styles/index.css'
import { fairlead } from '@fairlead/vue'
import { VueQueryPlugin } from '@tanstack/vue-query'
import { openControlRoom } from 'harbour-room/room'
import { createApp } from 'vue'
import App from './app.vue'
import { createAges } from './harbour/ages.ts'
import { ROOM } from './harbour/context.ts'
import { createHarbourQueries, createHarbourQueryClient } from './harbour/queries.ts'

const room = await openControlRoom(import.meta.env.BASE_URL)
if (room) {
  const queries = createHarbourQueries(room.client)
  const queryClient = createHarbourQueryClient()
  createApp(App)
    .use(VueQueryPlugin, { queryClient })
    .use(fairlead({ queries }))
    .provide(ROOM, { ...room, queries, ages: createAges(queryClient, room.background) })
    .mount('#root')
}
