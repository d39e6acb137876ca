export const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null
export const isText = (value: unknown): boolean => typeof value === 'string'
export const isFunction = (value: unknown): boolean => typeof value === 'function'
/** A number above 0, Infinity included. */
export const isAbove0 = (value: unknown): boolean => typeof value === 'number' && value > 0
/** One of some texts. */
export const isOneOf =
  (...texts: readonly string[]) =>
  (value: unknown): boolean =>
    texts.includes(value as string)
