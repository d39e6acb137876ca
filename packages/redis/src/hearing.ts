import type { Subscriber } from './client.ts'

/** What a connection is to hear, and who is told how that goes. */
export interface HearingHost {
  isWanted(channel: string): boolean
  /** From here on the channel is heard; what was told before is not. */
  begun(channel: string): void
  failed(): void
}

/**
 * Makes a connection hear what is wanted: to be called with each channel of which that changes. One thing at a time for each
 * channel, because clients muddle up a channel that is left and subscribed to at once.
 */
export function hearing(connection: Subscriber, { isWanted, begun, failed }: HearingHost): (channel: string) => void {
  const heard = new Set<string>()
  const busy = new Set<string>()

  async function settle(channel: string): Promise<void> {
    busy.add(channel)
    while (isWanted(channel) !== heard.has(channel)) {
      if (heard.has(channel)) {
        await connection.unsubscribe(channel)
        heard.delete(channel)
      } else {
        await connection.subscribe(channel)
        heard.add(channel)
        begun(channel)
      }
    }
    busy.delete(channel)
  }

  return (channel) => {
    if (!busy.has(channel)) settle(channel).catch(failed)
  }
}
