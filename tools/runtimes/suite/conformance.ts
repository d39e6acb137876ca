import { type Transport, fetchTransport } from '@fairlead/core'
import { axiosTransport } from '@fairlead/core/axios'
import { kyTransport } from '@fairlead/core/ky'
import { type ConformanceCase, conformanceContext, connectFaults, transportCases } from '@fairlead/testing/conformance'
import type { Failure, Report } from './report.ts'

const timeoutMs = 30_000

/** Runs the conformance cases over every transport that runtimes without a page have. */
export async function runConformance(serverUrl: string): Promise<Report> {
  const server = await connectFaults(serverUrl)
  let passed = 0
  let notApplicable = 0
  const failures: Failure[] = []
  for (const transport of [fetchTransport(), axiosTransport(), kyTransport()]) {
    for (const each of transportCases) {
      if (!applies(each, transport)) {
        notApplicable++
        continue
      }
      try {
        await within(each.run(conformanceContext(transport, server)))
        passed++
      } catch (error) {
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
        failures.push({ name: `the ${transport.name} transport ${each.name}`, message })
      }
    }
  }
  return { passed, failures, notApplicable }
}

function applies({ needs }: ConformanceCase, { capabilities }: Transport): boolean {
  return needs === undefined || capabilities[needs]
}

async function within(run: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the case took more than ${timeoutMs / 1000} s`)), timeoutMs)
  })
  await Promise.race([run, late]).finally(() => clearTimeout(timer))
}
