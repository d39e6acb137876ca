import type { JournalEntry, Step } from './step.ts'

/** A scripted place on a fault server. */
export interface FaultPath {
  /** The path to call; what is appended to it is answered by the same script. */
  readonly path: string
  /** What came so far, oldest first. */
  journal(): Promise<readonly JournalEntry[]>
}

/** A fault server as tests see it, from the same process or another runtime. */
export interface FaultClient {
  /** For `createClient({ baseUrl })`. */
  readonly origin: string
  /** The same server at another origin. */
  readonly otherOrigin: string
  /** Puts a script at a path of its own. */
  script(...steps: readonly Step[]): Promise<FaultPath>
}

/** Connects to a fault server by its origin; over plain fetch, so from any runtime. */
export async function connectFaults(origin: string): Promise<FaultClient> {
  // A runtime of tests may have patched the global since.
  const { fetch } = globalThis
  const { otherOrigin } = (await (await fetch(`${origin}/__server`)).json()) as { otherOrigin: string }
  return {
    origin,
    otherOrigin,
    async script(...steps) {
      const id = crypto.randomUUID()
      const { ok } = await fetch(`${origin}/__script`, { method: 'POST', body: JSON.stringify({ id, steps }) })
      if (!ok) throw new Error('the fault server refused the script')
      return {
        path: `/${id}`,
        journal: async () => (await (await fetch(`${origin}/__journal/${id}`)).json()) as readonly JournalEntry[],
      }
    },
  }
}
