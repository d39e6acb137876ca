import { type AnyClient, type Guards, type Runtime, check, configError, hostOf } from '@fairlead/core'
import type { Monitoring } from './api.ts'
import { reportBody } from './report-body.ts'

/** Where reports go, and how large they are. */
export interface ReportOptions {
  readonly url: string
  /** @defaultValue 30_000 */
  readonly everyMs?: number | undefined
  /** Of one report: browsers send at most 64 KiB of a page that is closed. @defaultValue 60_000 */
  readonly maxBytes?: number | undefined
  /** Sends in place of the platform. `isLast`: the page is going, and may wait for nothing. */
  readonly send?: ((body: string, isLast: boolean) => unknown) | undefined
}

const isWithin = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'number' && value >= least && value <= most
const GUARDS: Guards<ReportOptions> = {
  url: (value) => typeof value === 'string' && value !== '',
  everyMs: (value) => isWithin(value, 1_000, 2 ** 31 - 1),
  maxBytes: (value) => isWithin(value, 1_000, 65_536),
  send: (value) => typeof value === 'function',
}

/**
 * Reports the figures of a client to a server: now and then, and when its page is hidden or left. A report is the window's
 * figures at that moment, not a count to add up. Nothing is sent while nothing happens, and nothing is kept while the network is
 * away: the next report is made of what is known then. The answer stops it.
 *
 * @throws `config` for an unknown option, or a client without `monitoring()`
 *
 * @example
 * ```ts
 * const client = createClient({ baseUrl: 'https://harbour.example/api', plugins: [monitoring()] })
 * const stop = reportTo(client, { url: '/reports' })
 * ```
 */
export function reportTo(client: AnyClient & { readonly monitoring: Monitoring }, options: ReportOptions): () => void {
  check('reportTo', options, GUARDS)
  const { url, everyMs = 30_000, maxBytes = 60_000 } = options
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- programs without types
  if (url === undefined || !client.monitoring)
    throw configError('reportTo: needs `url`, and a client with monitoring()')
  const { runtime, onDispose } = hostOf(client)
  const { monitoring } = client
  const send = options.send ?? ((body: string, isLast: boolean) => sendTo(url, body, isLast, runtime, everyMs))
  let isChanged = false
  let isSending = false
  let isStopped = false
  let timer: unknown

  const changed = (): void => void (isChanged = true)
  async function report(isLast: boolean): Promise<void> {
    // One at a time: a server that hangs must not have them pile up. A page that goes has no later.
    if (!isChanged || (isSending && !isLast)) return
    isChanged = false
    isSending = true
    try {
      await send(reportBody(monitoring.snapshot(), maxBytes), isLast)
    } catch {
      // Its figures may still be in the window next time.
      isChanged = true
    } finally {
      isSending = false
    }
  }
  function arm(): void {
    timer = runtime.setTimeout(() => {
      void report(false)
      arm()
    }, everyMs)
    // Whoever only watches keeps no program running.
    ;(timer as { unref?: () => void }).unref?.()
  }

  const ends = [
    monitoring.subscribe(changed),
    monitoring.onAlert(changed),
    onLeaving(runtime, () => void report(true)),
    onDispose(stop),
  ]
  arm()
  function stop(): void {
    if (isStopped) return
    isStopped = true
    runtime.clearTimeout(timer)
    for (const end of ends) end()
  }
  return stop
}

/** Told when the page is hidden, which may be the last that it hears, and when it is left. */
function onLeaving({ lifecycle }: Runtime, leave: () => void): () => void {
  if (lifecycle)
    return lifecycle((event) => {
      if (event === 'hidden' || event === 'suspended') leave()
    })
  if (typeof document === 'undefined') return () => {}
  function hidden(): void {
    if (document.visibilityState === 'hidden') leave()
  }
  document.addEventListener('visibilitychange', hidden)
  globalThis.addEventListener('pagehide', leave)
  return () => {
    document.removeEventListener('visibilitychange', hidden)
    globalThis.removeEventListener('pagehide', leave)
  }
}

/** As text: JSON of another origin would ask for leave first, which a page that goes cannot wait for. */
async function sendTo(url: string, body: string, isLast: boolean, runtime: Runtime, waitMs: number): Promise<void> {
  if (isLast && typeof navigator !== 'undefined' && 'sendBeacon' in navigator && navigator.sendBeacon(url, body)) return
  const controller = new AbortController()
  const timer = runtime.setTimeout(() => controller.abort(), waitMs)
  try {
    const { signal } = controller
    const response = await runtime.fetch(url, { method: 'POST', body, keepalive: true, signal })
    await response.body?.cancel()
    if (!response.ok) throw new Error(`reportTo: ${response.status}`)
  } finally {
    runtime.clearTimeout(timer)
  }
}
