import type { Frame, LinkEnd } from '../transport.ts'

/** What tabs say to each other. `leader` is whom it is from or for; `tab` is one link of one tab. */
export type TabMessage =
  /** A tab wants to know whether somebody leads. */
  | { readonly type: 'who' }
  /** Somebody leads, from now on or still. */
  | { readonly type: 'leader'; readonly leader: string }
  /** A tab wants a link through the leader. */
  | { readonly type: 'join'; readonly leader: string; readonly tab: string }
  /** The link is open. */
  | { readonly type: 'open'; readonly tab: string }
  /** A frame of a tab's link, to the server and from it. */
  | { readonly type: 'up'; readonly leader: string; readonly tab: string; readonly frame: Frame }
  | { readonly type: 'down'; readonly tab: string; readonly frame: Frame }
  /** So many bytes of what the tab sent are on their way. */
  | { readonly type: 'taken'; readonly tab: string; readonly bytes: number }
  /** The tab lets go of its link. */
  | { readonly type: 'leave'; readonly leader: string; readonly tab: string }
  /** The link is over. */
  | { readonly type: 'end'; readonly tab: string; readonly end: LinkEnd }

/** Whether a message is one of these; anything on the origin may post to a channel. */
export function isTabMessage(message: unknown): message is TabMessage {
  return typeof message === 'object' && message !== null && typeof (message as { type?: unknown }).type === 'string'
}
