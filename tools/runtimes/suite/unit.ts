import { type Task, type VitestRunner, startTests } from '@vitest/runner'
import { files } from 'fairlead:unit-tests'
import type { Failure, Report } from './report.ts'
import { NEEDS_VITEST } from './vitest.ts'

/** Runs the unit tests of core and auth that are not made for Node. */
export async function runUnitTests(): Promise<Report> {
  const runner: VitestRunner = {
    config: {
      root: '/',
      setupFiles: [],
      name: undefined,
      passWithNoTests: false,
      testNamePattern: undefined,
      allowOnly: false,
      sequence: { seed: 0, hooks: 'stack', setupFiles: 'list' },
      chaiConfig: undefined,
      maxConcurrency: 1,
      testTimeout: 5_000,
      hookTimeout: 5_000,
      retry: 0,
      includeTaskLocation: false,
      tags: [],
      tagsFilter: undefined,
      strictTags: false,
    } as unknown as VitestRunner['config'],
    importFile: (path) => files[path]?.(),
  }
  const results = await startTests(Object.keys(files), runner)
  const tests = results.flatMap((file) => tasksOf(file)).filter(({ type }) => type === 'test')
  // A file that does not load and a hook that throws fail without a test that does.
  const failed = results.flatMap((file) => tasksOf(file)).filter(({ result }) => (result?.errors ?? []).length > 0)
  return {
    passed: tests.filter(({ result }) => result?.state === 'pass').length,
    failures: failed.filter((task) => !needsVitest(task)).map((task) => failureOf(task)),
    notApplicable: failed.filter((task) => needsVitest(task)).length,
  }
}

function tasksOf(task: Task): Task[] {
  return task.type === 'test' ? [task] : [task, ...task.tasks.flatMap((each) => tasksOf(each))]
}

function needsVitest({ result }: Task): boolean {
  return (result?.errors ?? []).some(({ name }) => name === NEEDS_VITEST)
}

function failureOf(task: Task): Failure {
  const errors = (task.result?.errors ?? []).map(({ message, diff }) => [message, diff].filter(Boolean).join('\n'))
  return { name: fullName(task), message: errors.join('\n') }
}

function fullName(task: Task): string {
  return task.suite ? `${fullName(task.suite)} > ${task.name}` : `${task.file.name} > ${task.name}`
}
