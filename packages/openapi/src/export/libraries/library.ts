/** What is known of a schema library beside Standard JSON Schema. */
export interface Library {
  /**
   * The options that make it go on where JSON Schema has no word, and mark the place.
   *
   * @param names schemas that have a name in the document, by identity
   */
  readonly options: (side: 'input' | 'output', names: ReadonlyMap<unknown, string>) => Readonly<Record<string, unknown>>
  /** Whether a name in `$defs` is one that the library has made up. */
  readonly isMadeUp: (name: string) => boolean
}
