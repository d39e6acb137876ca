import type { Monitoring } from '../api.ts'
import type { FrameRecord } from '../records.ts'
import type { Context, View } from './context.ts'
import { createPool, h, say } from './dom.ts'
import { createTable } from './table.ts'
import { clockText, sizeText, spanText } from './words.ts'

/** The live connections, and the latest frames of one: their names and sizes, never what they say. */
export function createSockets({ now, ask }: Context, monitoring: Monitoring): View {
  const sockets = createTable(
    'Connections',
    ['Path', 'State', 'For#', 'Links#', 'Gaps#', 'Errors#', 'In#', 'Out#', 'Bytes in#', 'Bytes out#'],
    'No live connection yet.',
  )
  const choice = h('select', { 'aria-label': 'Frames of', onchange: ask })
  const showChoices = createPool<string>(choice, () => {
    const option = h('option')
    return { element: option, show: (path) => say(option, path) }
  })
  const frames = createTable('Frames', ['Time', 'Way', 'Name', 'Size#'], 'No frames.')
  const toolbar = h('div', { class: 'toolbar' }, h('label', {}, 'Frames of ', choice))
  return {
    element: h('div', { class: 'view sheet' }, sockets.element, toolbar, frames.element),
    draw() {
      const at = now()
      const { sockets: all } = monitoring.snapshot()
      sockets.show(
        all.map((socket) => [
          socket.path,
          { text: socket.state || '–', tone: socket.state === 'ready' ? 'good' : 'refused' },
          spanText(at - socket.since),
          socket.links,
          socket.gaps,
          socket.errors === 0 ? '0' : { text: String(socket.errors), tone: 'bad' },
          socket.messagesIn,
          socket.messagesOut,
          sizeText(socket.bytesIn),
          sizeText(socket.bytesOut),
        ]),
      )
      toolbar.hidden = all.length < 2
      showChoices(all.map(({ path }) => path))
      frames.show(rowsOf(all[Math.max(0, choice.selectedIndex)]?.frames ?? []))
    },
  }
}

/** The latest first. */
function rowsOf(frames: readonly FrameRecord[]): string[][] {
  return frames
    .toReversed()
    .map(({ at, direction, name, bytes }) => [
      clockText(at),
      direction === 'in' ? '↓ in' : '↑ out',
      name || '–',
      sizeText(bytes),
    ])
}
