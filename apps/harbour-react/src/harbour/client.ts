import { type Client, createClient } from '@fairlead/core'
import { TAB_HEADER, contract } from 'harbour-api/contract'

/** The harbour's API as the control room calls it. */
export type HarbourClient = Client<typeof contract>

/**
 * Makes the client of one browser tab. Its clocks are short, so that a person who waits soon hears why.
 * @param tab limits the faults to this tab
 */
export function createHarbourClient(tab: string): HarbourClient {
  return createClient({
    baseUrl: '/api',
    contract,
    headers: { [TAB_HEADER]: tab },
    retry: { limit: 2, baseMs: 500 },
    timeouts: { attemptMs: 12_000, totalMs: 20_000, idleMs: 1500 },
  })
}

/** A name for this tab that survives a reload. */
export function tabName(): string {
  const name = sessionStorage.getItem(TAB_HEADER) ?? crypto.randomUUID()
  sessionStorage.setItem(TAB_HEADER, name)
  return name
}
