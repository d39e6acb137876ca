import type { HarbourClient } from '../harbour/client.ts'

/** Pages that open a sign-in in a window of its own hear of its end here. */
const CHANNEL = 'harbour:callback'

/** A window that has done its work closes at once; what it said may come after that. */
const LAST_WORDS_MS = 1000

/** Whether this page is where the provider sends an officer back to. */
export function isCallback(home: string): boolean {
  return location.pathname === `${home}callback`
}

/** What became of the address that the page was opened at. */
export interface Arrival {
  /** Whether the control room is to be shown. */
  readonly stays: boolean
  /** Why a sign-in that came back did not work, as a sentence. */
  readonly problem?: string
}

/**
 * Completes a sign-in that came back: a window that was opened for it hands the address over and closes, and a page that
 * went there itself goes on where it was.
 * @param home the room's own path
 */
export async function completeCallback(client: HarbourClient, home: string): Promise<Arrival> {
  if (window.name.startsWith(CHANNEL)) {
    const channel = new BroadcastChannel(window.name)
    channel.postMessage(location.href)
    channel.close()
    window.close()
    return { stays: false }
  }
  try {
    const { returnTo } = await client.auth.handleCallback()
    history.replaceState(null, '', returnTo ?? home)
    return { stays: true }
  } catch {
    history.replaceState(null, '', home)
    return { stays: true, problem: 'The sign-in did not work. Try it again.' }
  }
}

/** Opens a sign-in in a window of its own; gives the address it came back to. */
export async function openWindow(url: string, { signal }: { readonly signal: AbortSignal }): Promise<string> {
  const name = `${CHANNEL}:${crypto.randomUUID()}`
  const channel = new BroadcastChannel(name)
  const opened = window.open(url, name, 'popup,width=480,height=640')
  let watch: number | undefined
  try {
    return await new Promise<string>((resolve, reject) => {
      if (!opened) return reject(new Error('The browser opened no window. Allow pop-ups for this page.'))
      channel.onmessage = ({ data }) => resolve(String(data))
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      // A window that is closed tells nobody.
      watch = window.setInterval(() => {
        if (!opened.closed) return
        window.clearInterval(watch)
        watch = window.setTimeout(() => reject(new Error('The window was closed before it was done.')), LAST_WORDS_MS)
      }, 300)
    })
  } finally {
    // Intervals and timeouts share their numbers.
    window.clearInterval(watch)
    channel.close()
    opened?.close()
  }
}
