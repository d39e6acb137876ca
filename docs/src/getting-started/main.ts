import { fairlead } from '@fairlead/vue'
import { VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import { q } from './queries.ts'
import VesselName from './vessel-name.vue'

createApp(VesselName, { id: 'aurora' })
  .use(VueQueryPlugin)
  .use(fairlead({ queries: q }))
  .mount('#app')
