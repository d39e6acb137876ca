import { type Layout, choice, either, group, indent, join, line, listed, softline, unbroken } from './layout.ts'

/**
 * A call of a function that does nothing but make a value: a bundler may leave it out where nobody reads that.
 *
 * @param refs what the function at the end gives, where there is one
 */
export function call(of: Layout, args: readonly Layout[], refs: readonly string[] = []): Layout {
  const open = ['/* @__PURE__ */ ', of, '(']
  if (refs.length === 0) return [open, group([indent([softline, join(args, [',', line])]), choice(','), softline]), ')']
  const all = [...args, ['() => ', listed('[', refs, ']')]]
  const apart = group([indent([softline, join(all, [',', line])]), choice(','), softline])
  const besides = [unbroken(join(args, ', ')), ', () => ', listed('[', refs, ']', true)]
  return [open, either(unbroken(join(all, ', ')), either(besides, apart)), ')']
}

/** A call whose last argument is an object, which stays beside the bracket. */
export function callWithObject(of: Layout, args: readonly Layout[]): Layout {
  return ['/* @__PURE__ */ ', of, '(', join(args, ', '), ')']
}
