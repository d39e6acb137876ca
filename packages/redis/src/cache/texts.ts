/** The texts of a list that Redis answered. A client over HTTP may read an empty list as an object. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}
