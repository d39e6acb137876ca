import { STEP_UP_ACR } from '../contract/officer.ts'
import { ProblemError } from '../http/problem-error.ts'

/** An officer as a valid access token shows them. Times are milliseconds since the Unix epoch. */
export interface OfficerOnWatch {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly acr: string | undefined
  readonly confirmedAtMs: number
  readonly tokenUntilMs: number
}

const MAX_AGE_S = 300

/** @throws ProblemError 401 that asks for a token (RFC 6750) */
export function onWatch(officer: OfficerOnWatch | undefined): OfficerOnWatch {
  if (officer) return officer
  throw new ProblemError(
    { title: 'Not on watch', status: 401, detail: 'Sign in: this is for officers on watch.' },
    { 'www-authenticate': 'Bearer realm="harbour", error="invalid_token"' },
  )
}

/** @throws ProblemError 401 that asks for another authentication (RFC 9470), unless there was one lately */
export function confirmed(officer: OfficerOnWatch | undefined, nowMs: number): void {
  const { acr, confirmedAtMs } = onWatch(officer)
  if (acr === STEP_UP_ACR && nowMs - confirmedAtMs < MAX_AGE_S * 1000) return
  const wanted = `acr_values="${STEP_UP_ACR}", max_age="${MAX_AGE_S}"`
  throw new ProblemError(
    { title: 'Confirmation needed', status: 401, detail: 'Confirm that it is you before you close or open a berth.' },
    { 'www-authenticate': `Bearer realm="harbour", error="insufficient_user_authentication", ${wanted}` },
  )
}
