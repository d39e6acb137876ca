import type { Problem } from '../contract/problem.ts'

/** A request that ends with problem details (RFC 9457). */
export class ProblemError extends Error {
  readonly problem: Problem
  readonly headers: Readonly<Record<string, string>>

  constructor(problem: Omit<Problem, 'type'>, headers: Readonly<Record<string, string>> = {}) {
    super(problem.title)
    this.name = 'ProblemError'
    // Titles are fixed per kind of problem, so a URN of the title names the kind.
    this.problem = { type: problemType(problem.title), ...problem }
    this.headers = headers
  }
}

/** The problem type that belongs to a title. */
export function problemType(title: string): string {
  return `urn:harbour:problem:${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`
}

/** A 404 that says what is not there. */
export function notFound(what: string): ProblemError {
  return new ProblemError({ title: 'Not found', status: 404, detail: `There is no ${what}.` })
}
