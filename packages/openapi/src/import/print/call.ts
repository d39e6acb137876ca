import { type Layout, choice, group, indent, join, line, softline } from './layout.ts'

/**
 * A call of a function that does nothing but make a value: a bundler may leave it out where nobody reads that.
 *
 * @param lastIsObject whether the last argument is an object, which stays beside the bracket as an only argument does
 */
export function call(of: Layout, args: readonly Layout[], lastIsObject = false): Layout {
  const pure = ['/* @__PURE__ */ ', of]
  if (args.length < 2 || lastIsObject) return [pure, '(', join(args, ', '), ')']
  return [pure, group(['(', indent([softline, join(args, [',', line])]), choice(','), softline, ')'])]
}
