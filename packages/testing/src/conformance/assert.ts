import { type FairleadError, isFairleadError } from '@fairlead/core'

/** Fails a case with a sentence that says what was expected. */
export function ok(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Error(`expected that ${what}`)
}

/** Compares by value, through JSON; undefined members do not count. */
export function equal(actual: unknown, expected: unknown, what = 'values agree'): void {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (got !== wanted) throw new Error(`expected that ${what}: got ${got}, wanted ${wanted}`)
}

/** The Fairlead error a call ends with, of the kind that is wanted. */
export async function failure(
  call: PromiseLike<unknown>,
  kind: FairleadError['kind'],
): Promise<FairleadError & Readonly<Record<string, unknown>>> {
  let value: unknown
  try {
    value = await call
  } catch (error) {
    ok(isFairleadError(error), `the call fails with a Fairlead error, not ${String(error)}`)
    equal(error.kind, kind, `the call fails with kind ${kind} (${error.message})`)
    return error as never
  }
  throw new Error(`expected that the call fails with kind ${kind}: it succeeded with ${JSON.stringify(value)}`)
}

/** All items of an iterable that takes its time. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

/** Reads a stream to its end by its own reader: a Response would put the platform's error in place of ours. */
export async function drain(stream: ReadableStream<Uint8Array>): Promise<void> {
  const reader = stream.getReader()
  while (!(await reader.read()).done);
}

/** A pause of the real clock: conformance runs against real networks. */
export function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs))
}

/** Waits until `check` holds, at most two seconds. */
export async function until(check: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await check()) return
    await pause(10)
  }
  throw new Error(`expected that in the end ${what}`)
}
