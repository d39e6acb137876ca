import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { watchBackground } from './harbour/background.ts'
import { createHarbourClient, tabName } from './harbour/client.ts'
import { ControlRoomContext } from './harbour/context.ts'
import { completeCallback, isCallback } from './session/callback.ts'
import { createConfirmation } from './session/confirmation.ts'
import { createTimeline } from './timeline/timeline.ts'

const root = document.querySelector('#root')
if (root === null) throw new Error('The page has no #root.')

const confirmation = createConfirmation()
const client = createHarbourClient(tabName(), confirmation.ask)
const background = watchBackground(client)
// The panel's own calls would drown what it is there to show.
const timeline = createTimeline(client, (template) => template !== client.contract.faults.read.path)

const { stays, problem: signInProblem } = isCallback() ? await completeCallback(client) : { stays: true }
if (stays)
  createRoot(root).render(
    <ControlRoomContext value={{ client, background, timeline, confirmation, signInProblem }}>
      <App />
    </ControlRoomContext>,
  )
