// Stands in for `vitest` in the bundle: the same collector, matchers and spies, which need no Node. What does need Node
// (fake timers over the platform's own, fresh copies of modules) makes its test not applicable.
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  chai,
  setState,
} from '@vitest/expect'
import { fn, restoreAllMocks, spyOn } from '@vitest/spy'

export { afterAll, afterEach, beforeAll, beforeEach, describe, it, onTestFinished, test } from '@vitest/runner'

for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin)

/** The assertions of Vitest. */
export const expect = Object.assign(
  (value: unknown, message?: string) => chai.expect(value, message),
  chai.expect,
  (globalThis as Record<symbol, object>)[ASYMMETRIC_MATCHERS_OBJECT as unknown as symbol],
)
setState({ assertionCalls: 0 }, expect as never)

/** The name of the error that makes a test not applicable. */
export const NEEDS_VITEST = 'NeedsVitest'

const stubbed = new Map<PropertyKey, PropertyDescriptor | undefined>()

function needsVitest(): never {
  throw Object.assign(new Error('this test needs Vitest itself'), { name: NEEDS_VITEST })
}

/** The part of Vitest's `vi` that works everywhere. */
export const vi = {
  fn,
  spyOn,
  restoreAllMocks,
  stubGlobal(name: PropertyKey, value: unknown): void {
    if (!stubbed.has(name)) stubbed.set(name, Object.getOwnPropertyDescriptor(globalThis, name))
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: true })
  },
  unstubAllGlobals(): void {
    for (const [name, before] of stubbed) {
      if (before) Object.defineProperty(globalThis, name, before)
      else Reflect.deleteProperty(globalThis, name)
    }
    stubbed.clear()
  },
  /** Tries until it holds; what it failed by last is the failure. */
  async waitFor<T>(check: () => T | Promise<T>, { timeout = 4_000, interval = 50 } = {}): Promise<T> {
    const until = Date.now() + timeout
    for (;;) {
      try {
        return await check()
      } catch (error) {
        if (Date.now() >= until) throw error
        await new Promise((resolve) => setTimeout(resolve, interval))
      }
    }
  },
  useFakeTimers: needsVitest,
  useRealTimers: (): void => {},
  resetModules: needsVitest,
}

/** Type assertions are the compiler's business: at run time each holds. */
export const expectTypeOf: unknown = new Proxy(() => {}, { get: () => expectTypeOf, apply: () => expectTypeOf })
