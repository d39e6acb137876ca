/** What the client's cache says of an answer (RFC 9211). */
export interface AnswerAge {
  /** When the answer was true, in milliseconds since the Unix epoch. */
  readonly asOf: number
  /**
   * `fresh`: it may be taken for true; `behind`: it is past its time, and may be shown while a newer one is fetched; `unreachable`: it is old, and there
   * is no newer one to be had.
   */
  readonly standing: 'fresh' | 'behind' | 'unreachable'
}

/** Reads the age of an answer off its header fields. */
export function answerAge(headers: Headers, nowMs: number): AnswerAge {
  const asOf = nowMs - Number(headers.get('age') ?? 0) * 1000
  const member = headers.get('cache-status')?.split(',').at(-1) ?? ''
  const has = (parameter: RegExp): boolean => parameter.test(member)
  if (!has(/^\s*fairlead\b/)) return { asOf, standing: 'fresh' }
  if (has(/;\s*detail=stale-if-error\b/)) return { asOf, standing: 'unreachable' }
  return { asOf, standing: has(/;\s*ttl=-/) ? 'behind' : 'fresh' }
}
