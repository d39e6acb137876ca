import { idbOutbox } from '@fairlead/queue/idb'
import type { ClientEvent } from '@fairlead/core'
import { createRoot } from 'react-dom/client'
import { Provider } from 'urql'
import { App } from './app.tsx'
import { createStation } from './chart/station.ts'
import { createRefusals, watchKept } from './bookings/kept.ts'
import { watchBackground } from './harbour/background.ts'
import { createHarbourClient, tabName } from './harbour/client.ts'
import { createHarbourGraph } from './harbour/graph.ts'
import { createPilotClient } from './harbour/pilot-client.ts'
import { ControlRoomContext } from './harbour/context.ts'
import { createPilotDesk } from './pilots/desk.ts'
import { completeCallback, isCallback } from './session/callback.ts'
import { createConfirmation } from './session/confirmation.ts'
import { createTimeline } from './timeline/timeline.ts'

const root = document.querySelector('#root')
if (root === null) throw new Error('The page has no #root.')

const confirmation = createConfirmation()
const kept = idbOutbox()
const refusals = createRefusals()
const client = createHarbourClient(tabName(), confirmation.ask, { store: kept, resolve: refusals.resolve })
const graph = createHarbourGraph(client)
const pilotClient = createPilotClient(tabName())
const background = watchBackground(client)
const all = {
  on(listener: (event: ClientEvent) => void): () => void {
    const ends = [client.on(listener), pilotClient.on(listener)]
    return () => ends.forEach((end) => end())
  },
}
// The panel's own calls would drown what it is there to show.
const timeline = createTimeline(all, (template) => template !== client.contract.faults.read.path)

const pilots = createPilotDesk(pilotClient)
const station = createStation(client)
const keptBookings = watchKept(client, kept, refusals)

const { stays, problem: signInProblem } = isCallback() ? await completeCallback(client) : { stays: true }
if (stays)
  createRoot(root).render(
    <ControlRoomContext
      value={{
        client,
        pilotClient,
        graph,
        pilots,
        station,
        keptBookings,
        background,
        timeline,
        confirmation,
        signInProblem,
      }}
    >
      <Provider value={graph.gql.urql}>
        <App />
      </Provider>
    </ControlRoomContext>,
  )
