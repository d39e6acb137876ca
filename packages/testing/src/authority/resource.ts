import type { Answer } from '../mock/answer.ts'
import type { Family } from './ledger.ts'
import type { Demand, Settings } from './options.ts'
import type { AuthorityRequest } from './request.ts'

/** A refusal with its challenge. */
export function challenge(
  { bare }: Pick<Settings, 'bare'>,
  status: number,
  parameters: Readonly<Record<string, string | number | undefined>>,
  scheme = 'Bearer',
): Answer {
  const said = Object.entries(parameters).filter(([, value]) => value !== undefined)
  const field = `${scheme} ${said.map(([name, value]) => `${name}="${value}"`).join(', ')}`
  return { status, ...(!bare && { headers: { 'www-authenticate': field } }) }
}

/** What is lacking for the demand, if anything. */
export function lacking(
  { scope, acrValues, maxAgeSeconds, nonce }: Demand,
  family: Family,
  request: AuthorityRequest,
  settings: Settings,
  nowMs: number,
): Answer | undefined {
  if (nonce !== undefined && nonceOf(request.headers['dpop']) !== nonce) {
    const { status, headers } = challenge(settings, 401, { error: 'use_dpop_nonce' }, 'DPoP')
    return { status: status ?? 401, headers: { ...headers, 'dpop-nonce': nonce } }
  }
  const isOther = acrValues !== undefined && !acrValues.split(' ').includes(family.acr)
  const isOld = maxAgeSeconds !== undefined && nowMs - family.authenticatedAt > maxAgeSeconds * 1000
  if (isOther || isOld)
    return challenge(settings, 401, {
      error: 'insufficient_user_authentication',
      acr_values: acrValues,
      max_age: maxAgeSeconds,
    })
  const has = family.scope.split(' ')
  if (scope && scope.split(' ').some((each) => !has.includes(each)))
    return challenge(settings, 403, { error: 'insufficient_scope', scope })
  return undefined
}

/** The nonce of a proof. */
function nonceOf(proof = ''): unknown {
  try {
    const text = atob((proof.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/'))
    return (JSON.parse(text) as { nonce?: unknown }).nonce
  } catch {
    return undefined
  }
}
