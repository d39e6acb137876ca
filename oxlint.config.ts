import { defineConfig } from 'oxlint'
import { boundaries, importRule } from './tools/boundaries.ts'

/** A package's library code first, then each entry that may import more: a later override replaces an earlier one. */
const importRules = Object.entries(boundaries).flatMap(([name, { entries = {} }]) => [
  { files: [`packages/${name}/src/**`], rules: importRule(name) },
  ...Object.keys(entries).map((entry) => ({
    files: [`packages/${name}/src/**/${entry}.{ts,tsx}`, `packages/${name}/src/**/${entry}/**`],
    rules: importRule(name, entry),
  })),
])

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'promise', 'react', 'vitest'],
  options: { typeAware: true, denyWarnings: true },
  categories: { correctness: 'error', suspicious: 'error', perf: 'error' },
  ignorePatterns: ['**/dist/**', '**/node_modules/**', 'tools/bench/results/**'],
  rules: {
    'max-lines': ['error', { max: 500 }],
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'typescript/no-explicit-any': 'error',
    'typescript/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    'vitest/no-focused-tests': 'error',
    'vitest/no-disabled-tests': 'error',
    'vitest/valid-title': ['error', { disallowedWords: ['should'] }],
    // The second argument is shown when the expectation fails.
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
    // The automatic JSX runtime needs no React in scope.
    'react/react-in-jsx-scope': 'off',
    // These ask for another style than plain promises and narrowing by hand.
    'promise/always-return': 'off',
    'typescript/no-unsafe-type-assertion': 'off',
    // What a caller gives is written as the platform writes it.
    'typescript/no-base-to-string': 'off',
    // Message ports and channels take no origin and start by `onmessage`.
    'unicorn/require-post-message-target-origin': 'off',
    'unicorn/prefer-add-event-listener': 'off',
    // Small functions stay beside their only caller, and objects are copied where that reads best.
    'unicorn/consistent-function-scoping': 'off',
    'oxc/no-map-spread': 'off',
    // Objects here are closures: their functions can be taken out of them.
    'typescript/unbound-method': 'off',
    // The compiler's noImplicitReturns knows when a switch covers everything.
    'typescript/consistent-return': 'off',
    // Lists of a few values are searched as fast as sets, and read better.
    'unicorn/prefer-set-has': 'off',
    'vitest/require-to-throw-message': 'off',
    'import/no-unassigned-import': ['error', { allow: ['**/*.css'] }],
    // State that starts anew with its subject, and a counter that asks for another run.
    'react/set-state-in-effect': 'off',
    'react/exhaustive-effect-dependencies': 'off',
    // Loops that await are how attempts, pages and lines are done one after the other.
    'no-await-in-loop': 'off',
  },
  overrides: [
    ...importRules,
    { files: ['packages/*/test/**', 'apps/**', 'docs/**', 'tools/**'], rules: importRule() },
    { files: ['**/*.config.ts'], rules: { 'import/no-default-export': 'off' } },
  ],
})
