import { platformBroadcast, platformLocks } from '@fairlead/core'
import type { Link, LinkEvents, LinkTarget, Transport } from '../transport.ts'
import { type Leader, createLeader } from './leader.ts'
import { type TabMessage, isTabMessage } from './wire.ts'

/** How tabs share a socket. */
export interface AcrossTabsOptions {
  /** How long a tab waits for the one that leads before it opens a socket of its own. @defaultValue 2_000 */
  readonly patienceMs?: number
}

/**
 * One socket for all tabs of an origin. Each tab keeps a session of its own, so nothing is lost when the tab that has the
 * socket is closed: another takes over, and every session goes on where it was. Needs the server half.
 *
 * @example
 * ```ts
 * connect(client, { url: '/live', messages, transport: acrossTabs(native()) })
 * ```
 */
export function acrossTabs(transport: Transport, { patienceMs = 2_000 }: AcrossTabsOptions = {}): Transport {
  return {
    name: `${transport.name} across tabs`,
    connect: (target, events) => joinTabs(transport, target, events, patienceMs),
  }
}

/** A link through the tab that leads, which may be this one. */
function joinTabs(transport: Transport, target: LinkTarget, events: LinkEvents, patienceMs: number): Link {
  const { runtime } = target
  const { locks = platformLocks(), broadcast = platformBroadcast() } = runtime
  const name = `fairlead:ws:${target.url}`
  const tab = runtime.randomUUID()
  const leave = new AbortController()
  let leader: Leader | undefined
  /** Who leads, where another tab does. */
  let leading: string | undefined
  let own: Link | undefined
  let isOver = false
  let isClosed = false
  let pendingBytes = 0

  const channel = broadcast(name, (message) => {
    if (!isClosed && isTabMessage(message)) heard(message)
  })
  const post = (message: TabMessage): void => {
    // What ends late has nobody to tell.
    if (!isClosed) channel.post(message)
  }

  function over(): void {
    if (isOver) return
    isOver = true
    runtime.clearTimeout(timer)
    leave.abort()
    leader?.stop()
    if (isClosed) return
    isClosed = true
    channel.close()
  }
  function down(end: Parameters<LinkEvents['down']>[0]): void {
    if (isOver) return
    over()
    events.down(end)
  }

  function heard(message: TabMessage): void {
    if (leader) return lead(leader, message)
    if (message.type === 'leader') {
      if (leading === undefined) {
        leading = message.leader
        // It lives; how long its socket may take is the connection's to say.
        runtime.clearTimeout(timer)
        post({ type: 'join', leader: leading, tab })
      } else if (leading !== message.leader) down({ code: 1006 })
      return
    }
    if (!('tab' in message) || message.tab !== tab) return
    if (message.type === 'open') events.open()
    else if (message.type === 'down') events.frame(message.frame)
    else if (message.type === 'taken') pendingBytes -= message.bytes
    else if (message.type === 'end') down(message.end)
  }

  /** What the tab that leads does for the others. */
  function lead(at: Leader, message: TabMessage): void {
    if (message.type === 'who') return post({ type: 'leader', leader: tab })
    if (!('leader' in message) || message.leader !== tab) return
    if (message.type === 'up') at.send(message.tab, message.frame)
    else if (message.type === 'leave') at.leave(message.tab)
    else if (message.type === 'join') {
      const { tab: other } = message
      at.join(other, {
        open: () => post({ type: 'open', tab: other }),
        frame: (frame) => post({ type: 'down', tab: other, frame }),
        taken: (bytes) => post({ type: 'taken', tab: other, bytes }),
        end: (end) => post({ type: 'end', tab: other, end }),
      })
    }
  }

  function elected(): void {
    runtime.clearTimeout(timer)
    // The tab that led is gone, and the link through it: the session goes on over a new one.
    if (leading !== undefined) return down({ code: 1006 })
    leader = createLeader(transport, target)
    post({ type: 'leader', leader: tab })
    leader.join(tab, {
      open: events.open,
      frame: events.frame,
      taken: (bytes) => void (pendingBytes -= bytes),
      end: down,
    })
  }

  /** A tab that leads and does not answer is frozen: no reason to wait with it. */
  function alone(): void {
    leave.abort()
    // Should it wake, it leads this tab no more.
    isClosed = true
    channel.close()
    try {
      own = transport.connect(target, events)
    } catch {
      // As a link that ends before it opens: the connection tries again.
      down({ code: 1006 })
    }
  }
  const timer = runtime.setTimeout(alone, patienceMs)
  post({ type: 'who' })
  locks
    .request(name, { signal: leave.signal }, async () => {
      if (isOver || own) return
      elected()
      // Held as long as this link lives, also by one that another takes over from.
      if (!isOver) await new Promise<void>((resolve) => leave.signal.addEventListener('abort', () => resolve()))
    })
    .catch(() => {})

  return {
    send(frame) {
      if (own) return own.send(frame)
      pendingBytes += frame.length
      if (leader) leader.send(tab, frame)
      else if (leading !== undefined) post({ type: 'up', leader: leading, tab, frame })
    },
    get bufferedAmount() {
      return own ? own.bufferedAmount : pendingBytes
    },
    close(code, reason) {
      own?.close(code, reason)
      if (leading !== undefined && !isOver) post({ type: 'leave', leader: leading, tab })
      over()
    },
  }
}
