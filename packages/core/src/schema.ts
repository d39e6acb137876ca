/**
 * A validator of any library that follows the Standard Schema specification, version 1.
 * Only its types are used here: no schema library is ever imported.
 *
 * @see {@link https://standardschema.dev}
 */
export interface Schema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

/** What a schema answers: a value, or the issues that forbid it. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

/** One reason why a value does not fit its schema. */
export interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/**
 * How a mismatch with the contract is answered: `strict` fails the call, `report` emits an event and goes on with the
 * original value, `off` does not look.
 */
export type ValidationMode = 'off' | 'report' | 'strict'

/** The mode of each direction. */
export interface ValidationModes {
  /** @defaultValue `'strict'` */
  readonly input?: ValidationMode
  /** @defaultValue `'strict'` */
  readonly output?: ValidationMode
}

/**
 * A schema that knows a type and checks nothing: for a contract without a schema library.
 *
 * @example
 * ```ts
 * const byId = get('/vessels/{id}', { responses: { 200: type<Vessel>() } })
 * ```
 */
export function type<T>(): Schema<T> {
  return { '~standard': { version: 1, vendor: 'fairlead', validate: (value) => ({ value: value as T }) } }
}

/** What tells that an answer is text, whatever its content type. */
export interface AsText {
  readonly view: 'text'
}

/**
 * Declares that an answer is text and no JSON, such as a 404 of `text/plain`: the schema gets it as a string.
 *
 * @example
 * ```ts
 * const byId = get('/vessels/{id}', { responses: { 200: Vessel, 404: asText(type<string>()) } })
 * ```
 */
export function asText<S extends { readonly '~standard': unknown }>(schema: S): S & AsText {
  return { '~standard': schema['~standard'], view: 'text' } as S & AsText
}

/** Whether a schema is for a text. */
export function isAsText(schema: object): boolean {
  return (schema as Partial<AsText>).view === 'text'
}

const SHOWN_KEY = /^(\d+|[A-Za-z_]\w{0,39}|[a-z]+(-[a-z]+)+)$/

/** Where an issue is, without the value that caused it. A key that may be a value itself, as in a record, is a `*`. */
export function issuePath(issue: SchemaIssue): string {
  const keys = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part))
  return keys.map((key) => (SHOWN_KEY.test(key) ? key : '*')).join('.')
}

const MAX_ISSUES = 20

/** Where the first issues are, as an error and an event carry them. */
export function issuePaths(issues: readonly SchemaIssue[]): string[] {
  return issues.slice(0, MAX_ISSUES).map(issuePath)
}
