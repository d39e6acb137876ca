import { ProblemError } from '../http/problem-error.ts'
import type { Strike } from './plans.ts'

const WINDOW_S = 60
const QUOTA = 10

/** The problem a strike answers with instead of doing the work; undefined where the work goes on. */
export function refusalOf({ fault, retryAfterS }: Strike): ProblemError | undefined {
  if (fault === 'limited')
    return new ProblemError(
      { title: 'Too many requests', status: 429, detail: `Ask again in ${retryAfterS} seconds.` },
      {
        'retry-after': String(retryAfterS),
        ratelimit: `"harbour";r=0;t=${retryAfterS}`,
        'ratelimit-policy': `"harbour";q=${QUOTA};w=${Math.max(WINDOW_S, retryAfterS)}`,
      },
    )
  if (fault === 'unavailable')
    return new ProblemError({
      title: 'Service unavailable',
      status: 503,
      detail: 'The harbour office is not answering.',
    })
  return undefined
}
