import type { Runtime } from '@fairlead/core'
import type { Frame } from '../transport.ts'
import { MUX, joined, split } from '../sharing/tab-frames.ts'
import type { LinkInfo, ServerLink, ServerLinkEvents } from './link.ts'

/** Links that one socket may carry. */
const MAX_TABS = 64

type Accept = (link: ServerLink, info: LinkInfo) => ServerLinkEvents

/**
 * Lets one socket carry the links of several tabs: a first frame of {@link MUX} says so, and each frame after it begins with
 * the number of its tab.
 */
export function demultiplexed({ setTimeout, clearTimeout }: Runtime, idleMs: number, accept: Accept): Accept {
  return (socket, info) => {
    const tabs = new Map<number, ServerLinkEvents>()
    let alone: ServerLinkEvents | undefined = accept(socket, info)
    let isFirst = true
    let timer: unknown
    const idle = (): void => {
      clearTimeout(timer)
      if (tabs.size === 0) timer = setTimeout(() => socket.close(4408, 'no tab'), idleMs)
    }

    const open = (tab: number): ServerLinkEvents => {
      let isClosed = false
      const events: ServerLinkEvents = accept(
        {
          send: (frame) => socket.send(joined(tab, frame)),
          get bufferedAmount() {
            return socket.bufferedAmount
          },
          close() {
            isClosed = true
            socket.send(joined(tab, ''))
            // Perhaps before there is anything to tell.
            queueMicrotask(() => events.down())
            if (tabs.delete(tab)) idle()
          },
        },
        info,
      )
      if (!isClosed) tabs.set(tab, events)
      return events
    }
    return {
      frame(frame: Frame) {
        if (alone && !(isFirst && frame === MUX)) {
          isFirst = false
          return alone.frame(frame)
        }
        if (alone) {
          alone.down()
          alone = undefined
          return idle()
        }
        const part = split(frame)
        if (!part) return socket.close(4400, 'malformed frame')
        const events = tabs.get(part.tab)
        if (part.frame.length === 0) {
          // The tab has closed its link.
          tabs.delete(part.tab)
          events?.down()
          idle()
        } else if (events) events.frame(part.frame)
        else if (tabs.size < MAX_TABS) {
          clearTimeout(timer)
          open(part.tab).frame(part.frame)
        } else socket.send(joined(part.tab, ''))
      },
      down() {
        clearTimeout(timer)
        alone?.down()
        for (const events of tabs.values()) events.down()
        tabs.clear()
      },
    }
  }
}
