import 'harbour-room/styles/index.css'
import { FairleadProvider } from '@fairlead/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createAges } from 'harbour-room/harbour/ages'
import { QUERY_DEFAULTS } from 'harbour-room/harbour/queries'
import { openControlRoom } from 'harbour-room/room'
import { createRoot } from 'react-dom/client'
import { Provider } from 'urql'
import { App } from './app.tsx'
import { ControlRoomContext } from './harbour/context.ts'

const root = document.querySelector('#root')
if (root === null) throw new Error('The page has no #root.')

const room = await openControlRoom(import.meta.env.BASE_URL)
if (room) {
  const queryClient = new QueryClient({ defaultOptions: QUERY_DEFAULTS })
  createRoot(root).render(
    <QueryClientProvider client={queryClient}>
      <FairleadProvider queries={room.queries}>
        <ControlRoomContext value={{ ...room, ages: createAges(queryClient) }}>
          <Provider value={room.graph.gql.urql}>
            <App />
          </Provider>
        </ControlRoomContext>
      </FairleadProvider>
    </QueryClientProvider>,
  )
}
