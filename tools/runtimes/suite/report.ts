/** What one runtime made of a suite. */
export interface Report {
  readonly passed: number
  readonly failures: readonly Failure[]
  /** Cases that ask for what this runtime or this runner does not have. */
  readonly notApplicable: number
}

/** One case that did not hold. */
export interface Failure {
  readonly name: string
  readonly message: string
}

/** Several reports as one. */
export function sum(reports: readonly Report[]): Report {
  return {
    passed: reports.reduce((total, report) => total + report.passed, 0),
    failures: reports.flatMap((report) => report.failures),
    notApplicable: reports.reduce((total, report) => total + report.notApplicable, 0),
  }
}
