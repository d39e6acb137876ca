import { vi } from 'vitest'

const realTurn = globalThis.setImmediate

/** Runs something while every timer comes due as soon as nothing else happens. */
export async function inVirtualTime<T>(run: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  const state = { isOver: false }
  const running = run().finally(() => (state.isOver = true))
  try {
    while (!state.isOver) {
      // Streams and forms take turns of the event loop, which no timer counts.
      for (let turn = 0; turn < 20 && !state.isOver; turn++) await new Promise((resolve) => realTurn(resolve))
      if (!state.isOver) await vi.advanceTimersToNextTimerAsync()
    }
    return await running
  } finally {
    vi.useRealTimers()
  }
}
