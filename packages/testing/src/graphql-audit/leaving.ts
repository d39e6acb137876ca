import { ok, same, shown } from './expect.ts'
import type { AuditHarness, Listening } from './harness.ts'
import { watchUnhandled } from './unhandled.ts'

/** Leaves from inside of the listener when the first result is told, and looks at what becomes of it. */
export async function leavesInside(
  { until, quiet, server }: AuditHarness,
  listen: (onNext: () => 'leave') => Listening,
): Promise<void> {
  const unhandled = watchUnhandled()
  try {
    const { outcomes } = listen(() => 'leave')
    await until(() => outcomes.length > 0 && server.requests[0]?.isLeft === true, 'the request is let go of')
    await quiet()
    same(outcomes.length, 1, 'nothing comes after it was left')
    ok(unhandled.reasons.length === 0, `no rejection is left unhandled (${shown(unhandled.reasons[0])})`)
  } finally {
    unhandled.stop()
  }
}
