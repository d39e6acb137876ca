/** The same suite twice. */
export interface Bundles {
  /** For Node, Bun and Deno. */
  readonly program: string
  /** For workerd. */
  readonly worker: string
}
