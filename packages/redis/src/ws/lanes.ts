/** Lets so many run at a time, which weigh so much together, or one that weighs more; the others wait in line. */
export function createLanes(most: number, mostBytes: number): <T>(bytes: number, run: () => Promise<T>) => Promise<T> {
  const waiting: { readonly bytes: number; readonly go: () => void }[] = []
  let running = 0
  let runningBytes = 0

  function start(): void {
    for (let [next] = waiting; next; [next] = waiting) {
      if (running > 0 && (running >= most || runningBytes + next.bytes > mostBytes)) return
      waiting.shift()
      running++
      runningBytes += next.bytes
      next.go()
    }
  }

  return async (bytes, run) => {
    await new Promise<void>((resolve) => {
      waiting.push({ bytes, go: resolve })
      start()
    })
    try {
      return await run()
    } finally {
      running--
      runningBytes -= bytes
      start()
    }
  }
}
