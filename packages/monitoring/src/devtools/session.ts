import type { Context, View } from './context.ts'
import { h } from './dom.ts'
import { createFacts, createTable } from './table.ts'
import { type Tone, clockText, factsText } from './words.ts'

const TONES: Readonly<Record<string, Tone>> = { authenticated: 'good', restoring: 'running', ended: 'refused' }

/** How the session stands, and what auth has done. Whose it is, is not shown. */
export function createSession({ client, session }: Context): View {
  const facts = createFacts()
  const events = createTable('What auth did', ['Time', 'What', 'Details'], 'Nothing since the panel is open.')
  return {
    element: h('div', { class: 'view sheet' }, facts.element, events.element),
    draw() {
      const { state, epoch } = client.session
      const seen = client.monitoring?.snapshot().session
      facts.show([
        ['State', { text: state, tone: TONES[state] }],
        ['Epoch', epoch],
        ['Refreshes', seen?.refreshes ?? '–'],
        [
          'Failed refreshes',
          { text: String(seen?.failedRefreshes ?? '–'), tone: seen?.failedRefreshes ? 'bad' : undefined },
        ],
        ['Replays', seen?.replays ?? '–'],
      ])
      events.show(
        session.map(({ type, at, details }) => [clockText(at), type.slice('plugin:auth:'.length), factsText(details)]),
      )
    },
  }
}
