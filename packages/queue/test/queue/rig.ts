import { type CallOptions, createClient } from '@fairlead/core'
import { type QueueOptions, queue } from '@fairlead/queue'
import { createVirtualClock } from '@fairlead/testing'

/** What the server does with a call: a status and its fields after a time, or nothing. */
export interface Answered {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly afterMs?: number
  /** Answers although the caller has gone. */
  readonly isDeaf?: boolean
}

/** A client with a queue, and a server that notes what reaches it. */
export function rig<const O extends QueueOptions>(
  options: O,
  script: (path: string, call: number) => Answered = () => ({}),
) {
  const clock = createVirtualClock()
  const sent: string[] = []
  const priorities: (string | undefined)[] = []
  const events: { readonly type: string; readonly [fact: string]: unknown }[] = []
  const outcomes: Record<string, unknown> = {}
  let running = 0
  let most = 0
  const client = createClient({
    baseUrl: 'https://harbour.example',
    origins: ['https://tides.example'],
    runtime: clock,
    retry: false,
    plugins: [queue(options)],
    transport: {
      name: 'scripted',
      capabilities: { streamUp: true, streamDown: true, uploadProgress: false, redirectControl: true },
      send: ({ url, signal, init }) =>
        new Promise((resolve, reject) => {
          const path = new URL(url).pathname
          sent.push(path)
          priorities.push(init.priority)
          most = Math.max(most, ++running)
          const { status = 200, headers = {}, afterMs = 10, isDeaf = false } = script(path, sent.length)
          let isOver = false
          const end = (settle: () => void): void => {
            if (isOver) return
            isOver = true
            running--
            settle()
          }
          clock.setTimeout(
            () => end(() => resolve({ status, headers: new Headers(headers), url, body: null })),
            afterMs,
          )
          if (!isDeaf) signal.addEventListener('abort', () => end(() => reject(signal.reason as Error)))
        }),
    },
  })
  client.on((event) => {
    if (event.type.startsWith('plugin:queue:'))
      events.push({
        ...(event as unknown as { details: object }).details,
        type: event.type.slice('plugin:queue:'.length),
      })
  })
  /** Makes a call and notes its outcome. */
  function go(path: string, own: CallOptions & { readonly [option: string]: unknown } = {}): void {
    client.get(path, own as never).then(
      () => (outcomes[path] = 'ok'),
      (error: unknown) => {
        const { kind, reason, status } = error as Readonly<Record<string, unknown>>
        outcomes[path] = reason ?? status ?? kind
      },
    )
  }
  return { clock, client, sent, priorities, events, outcomes, go, most: () => most }
}
