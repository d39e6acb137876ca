import { startFaultServer } from '@fairlead/testing/server'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    readonly faultServer: string
  }
}

/** Starts the fault server for tests in pages, which cannot start one; its origin is provided as `faultServer`. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = await startFaultServer()
  provide('faultServer', server.origin)
  return () => server.close()
}
