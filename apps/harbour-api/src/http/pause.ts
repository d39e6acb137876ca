import type { ServerResponse } from 'node:http'

/** Waits; false at once when the client leaves first. */
export function pause(response: ServerResponse, waitMs: number): Promise<boolean> {
  if (waitMs === 0) return Promise.resolve(true)
  return new Promise((resolve) => {
    const end = (stayed: boolean) => (): void => {
      clearTimeout(timer)
      response.off('close', left)
      resolve(stayed)
    }
    const left = end(false)
    const timer = setTimeout(end(true), waitMs)
    response.on('close', left)
  })
}
