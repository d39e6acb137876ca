import {
  type AnyEndpoint,
  type AnySchema,
  FairleadError,
  type NoBody,
  type Responses,
  type Schema,
  configError,
  issuePath,
  isAsText,
} from '@fairlead/core'
import { type AnswerPlan, planOf } from './answer.ts'
import type { Route } from './routes.ts'

/** The plan of what a handler has given: an answer, or the data of the one success that is declared. @throws `config` */
export function planFor({ endpoint, name }: Route, given: unknown): AnswerPlan {
  const plan = planOf(given)
  if (plan) return plan
  const successes = Object.keys(endpoint.definition.responses ?? {}).filter((key) => /^[23]/.test(key))
  if (successes.length === 0) return { how: 'reply', status: 200, body: given }
  const [only = ''] = successes
  if (successes.length > 1 || !/^\d+$/.test(only))
    throw fault(
      endpoint,
      `the handler of ${name} gives data alone, but the contract declares ${successes.join(', ')}; say which with reply`,
    )
  return { how: 'reply', status: Number(only), body: given }
}

/**
 * The body of an answer, with its content type, after a look at what the contract declares for it.
 *
 * @throws `config` for an answer that the contract does not declare: a mock that lies makes tests that do
 */
export async function bodyFor(
  { endpoint, name }: Route,
  { status = 200, body }: AnswerPlan,
  validate: boolean,
): Promise<{ readonly body: BodyInit | null; readonly type?: string }> {
  const { responses = {}, view = 'json' } = endpoint.definition
  const declared = declaredFor(responses, status)
  const answers = `the handler of ${name} answers ${status}`
  if (validate && declared === undefined && Object.keys(responses).length > 0)
    throw fault(endpoint, `${answers}, which the contract does not declare`)
  if (declared === null) {
    if (validate && body !== undefined && body !== null)
      throw fault(endpoint, `${answers} with a body, and the contract declares none`)
    return { body: null }
  }
  if (view !== 'json' && status < 400) return rawBody(body)
  const isText = declared !== undefined && isAsText(declared)
  const text = jsonText(endpoint, answers, body)
  if (text === undefined) {
    if (validate && declared) throw fault(endpoint, `${answers} without the body that the contract declares`)
    return { body: null }
  }
  if (validate && declared) await checkBody(endpoint, answers, declared, text)
  return isText ? rawBody(body) : { body: text, type: 'application/json' }
}

/** What a contract has for a status: exact, then its range, then `default` for what is no success. */
function declaredFor(responses: Responses, status: number): AnySchema | NoBody | undefined {
  const range = `${Math.floor(status / 100)}XX` as '4XX'
  return status in responses
    ? responses[status]
    : range in responses
      ? responses[range]
      : status >= 400
        ? responses.default
        : undefined
}

/** The schema sees what the client will see, which is not the value but what JSON makes of it. */
async function checkBody(endpoint: AnyEndpoint, answers: string, declared: AnySchema, text: string): Promise<void> {
  const { issues } = await (declared as Schema)['~standard'].validate(JSON.parse(text))
  if (!issues) return
  const places = issues.map((issue) => issuePath(issue) || 'its root').join(', ')
  throw fault(endpoint, `${answers} with a body that does not fit the contract at ${places}`)
}

function jsonText(endpoint: AnyEndpoint, answers: string, body: unknown): string | undefined {
  try {
    return JSON.stringify(body)
  } catch (cause) {
    throw fault(endpoint, `${answers} with a body that JSON cannot write`, cause)
  }
}

function rawBody(body: unknown): { readonly body: BodyInit | null; readonly type?: string } {
  if (body === undefined || body === null) return { body: null }
  if (typeof body === 'string') return { body, type: 'text/plain;charset=UTF-8' }
  return { body: body as BodyInit, type: (body as Partial<Blob>).type || 'application/octet-stream' }
}

/** An error of the mock, which no client retries or takes for the network's. */
export function fault({ method, path }: AnyEndpoint, what: string, cause?: unknown): FairleadError {
  const where = { method, template: path }
  return cause === undefined ? configError(what, where) : new FairleadError('config', where, what, {}, { cause })
}
