interface Process {
  on(event: 'unhandledRejection', listener: (reason: unknown) => void): void
  off(event: 'unhandledRejection', listener: (reason: unknown) => void): void
}

/** Keeps the rejections that nobody handles: they end a Node process. */
export function watchUnhandled(): { readonly reasons: readonly unknown[]; stop(): void } {
  const reasons: unknown[] = []
  const { process } = globalThis as { readonly process?: Partial<Process> }
  if (typeof process?.on === 'function') {
    const listener = (reason: unknown): void => void reasons.push(reason)
    process.on('unhandledRejection', listener)
    return { reasons, stop: () => process.off?.('unhandledRejection', listener) }
  }
  const listener = (event: PromiseRejectionEvent): void => void reasons.push(event.reason)
  globalThis.addEventListener('unhandledrejection', listener)
  return { reasons, stop: () => globalThis.removeEventListener('unhandledrejection', listener) }
}
