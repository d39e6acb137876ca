import type { Frame, LinkEvents, LinkTarget, Transport } from '@fairlead/ws'

/** One link that a test plays the server of. */
export interface ScriptedLink {
  readonly target: LinkTarget
  readonly events: LinkEvents
  readonly sent: Frame[]
  isClosed: boolean
  bufferedAmount: number
  /** Opens, and says welcome. */
  welcome(more?: object): void
  /** Sends a frame that is no message, or a message. */
  say(frame: object | string): void
  /** The frames of one type that the client sent. */
  heard(type: string): Record<string, unknown>[]
}

/** A transport whose server is the test. */
export interface Scripted {
  readonly transport: Transport
  readonly links: ScriptedLink[]
  /** The latest link. */
  readonly last: ScriptedLink
  /** Done to each new link. */
  onLink: (link: ScriptedLink) => void
}

/** Makes a transport whose server is the test. */
export function scripted(onLink: (link: ScriptedLink) => void = () => {}): Scripted {
  const links: ScriptedLink[] = []
  const made: Scripted = {
    links,
    onLink,
    get last() {
      const link = links.at(-1)
      if (!link) throw new Error('no link was opened')
      return link
    },
    transport: {
      name: 'scripted',
      connect(target, events) {
        const link: ScriptedLink = {
          target,
          events,
          sent: [],
          isClosed: false,
          bufferedAmount: 0,
          welcome(more = {}) {
            events.open()
            link.say({ type: 'welcome', session: 's1', epoch: 'e1', resumed: false, received: 0, ...more })
          },
          say: (frame) => events.frame(typeof frame === 'string' ? frame : JSON.stringify(frame)),
          heard: (type) =>
            link.sent
              .filter((frame) => typeof frame === 'string' && frame.startsWith('{'))
              .map((frame) => JSON.parse(String(frame)) as Record<string, unknown>)
              .filter((frame) => frame['type'] === type),
        }
        links.push(link)
        queueMicrotask(() => made.onLink(link))
        return {
          send: (frame) => void link.sent.push(frame),
          get bufferedAmount() {
            return link.bufferedAmount
          },
          close: () => void (link.isClosed = true),
        }
      },
    },
  }
  return made
}
