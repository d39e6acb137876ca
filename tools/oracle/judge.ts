import type { AnyEndpoint } from '@fairlead/core'
import { actualRequest } from './actual.ts'
import { differences } from './compare.ts'
import { mediaTypeOf } from './contract.ts'
import { type DocumentOperation, type Json, operationsOf } from './document.ts'
import { expectedRequest } from './expected.ts'
import { inputFor } from './inputs.ts'
import { randomOf } from './random.ts'

/** How much is asked. */
export interface JudgeOptions {
  /** Calls of each operation. */
  readonly samples: number
  readonly seed: string
  /** How many operations, at random; all without it. */
  readonly count?: number
  /** Told of the work so far. */
  readonly progress?: (done: number, all: number) => void
}

/** What has come out. */
export interface Verdict {
  readonly operations: number
  readonly requests: number
  /** By the operation's pointer. */
  readonly differences: readonly string[]
  /** Pointers of operations that the contract has no endpoint for. */
  readonly missing: readonly string[]
}

const BASE_URL = 'https://oracle.example/base'

/** Compares what a contract's endpoints send with what swagger-client would send of the same document. */
export async function judge(
  document: Json,
  endpoints: ReadonlyMap<string, AnyEndpoint>,
  { samples, seed, count = Infinity, progress }: JudgeOptions,
): Promise<Verdict> {
  const operations = picked(operationsOf(document), count, seed)
  const missing: string[] = []
  const found: string[] = []
  let requests = 0
  for (const [done, operation] of operations.entries()) {
    const endpoint = endpoints.get(`${operation.method} ${operation.path}`)
    if (endpoint)
      for (let index = 0; index < samples; index++) {
        requests++
        const these = await compared(document, operation, endpoint, `${seed} ${operation.pointer} ${index}`, index)
        found.push(...these.map((difference) => `${operation.pointer} (call ${index}) ${difference}`))
      }
    else missing.push(operation.pointer)
    progress?.(done + 1, operations.length)
  }
  return { operations: operations.length, requests, differences: found, missing }
}

async function compared(
  document: Json,
  operation: DocumentOperation,
  endpoint: AnyEndpoint,
  seed: string,
  index: number,
): Promise<string[]> {
  const contentType = mediaTypeOf(endpoint, operation.content)
  const input = inputFor(document, operation, contentType, index, randomOf(seed))
  try {
    const expected = await expectedRequest(operation, contentType, input, BASE_URL)
    return differences(operation, expected, await actualRequest(endpoint, input, BASE_URL))
  } catch (error) {
    return [String(error)]
  }
}

function picked(operations: readonly DocumentOperation[], count: number, seed: string): readonly DocumentOperation[] {
  if (count >= operations.length) return operations
  const random = randomOf(seed)
  const left = [...operations]
  return Array.from({ length: count }, () => left.splice(random.below(left.length), 1)[0] as DocumentOperation)
}
