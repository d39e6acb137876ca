import 'harbour-room/styles/index.css'
import { openControlRoom } from 'harbour-room/room'
import { createRoot } from 'react-dom/client'
import { Provider } from 'urql'
import { App } from './app.tsx'
import { ControlRoomContext } from './harbour/context.ts'

const root = document.querySelector('#root')
if (root === null) throw new Error('The page has no #root.')

const room = await openControlRoom(import.meta.env.BASE_URL)
if (room)
  createRoot(root).render(
    <ControlRoomContext value={room}>
      <Provider value={room.graph.gql.urql}>
        <App />
      </Provider>
    </ControlRoomContext>,
  )
