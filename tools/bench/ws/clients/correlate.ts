import { type Message, type Verdict, messageOf } from './client.ts'

/** What a program that has only a WebSocket writes on top: an id for each message, and who waits for its answer. */
export function correlate(write: (text: string) => Verdict | undefined | void, heard?: (n: number) => void) {
  const waiting = new Map<number, (verdict: Verdict) => void>()
  let last = 0
  return {
    send(n: number): Promise<Verdict> {
      const id = ++last
      const data: Message = messageOf(n)
      return new Promise((resolve) => {
        waiting.set(id, resolve)
        const verdict = write(JSON.stringify({ id, data }))
        if (verdict === undefined) return
        waiting.delete(id)
        resolve(verdict)
      })
    },
    receive(text: string): void {
      const { id, n } = JSON.parse(text) as { readonly id?: number; readonly n?: number }
      if (n !== undefined) heard?.(n)
      if (id === undefined) return
      waiting.get(id)?.('acknowledged')
      waiting.delete(id)
    },
  }
}
