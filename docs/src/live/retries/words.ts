import type { TideResult } from './client.ts'

/** Every way for the call to end, in words. A case that is missing does not compile. */
export function words(result: TideResult): string {
  if (result.ok) return `High water at ${result.data.time}, ${result.data.metres} m.`
  const { error } = result
  const count = error.attempts?.length ?? 0
  const tries = `${count} ${count === 1 ? 'try' : 'tries'}`
  switch (error.kind) {
    case 'http':
      if (error.status === 404) return error.data.title
      return `The harbour is in trouble (${error.status}), after ${tries}. ${later(error.retryAt)}`
    case 'network':
      return `No connection, after ${tries}.`
    case 'timeout':
      return `No answer in time, after ${tries}.`
    case 'decode':
      return 'The answer makes no sense.'
    case 'validation':
      return 'The answer is not what the contract says.'
    case 'rejected':
    case 'abort':
    case 'auth':
    case 'config':
      return error.message
  }
}

function later(retryAt: number | undefined): string {
  return retryAt === undefined ? '' : 'It has said when to come back, and that is too late for this call.'
}
