/** Made by the bundler: the unit tests by name, each loaded when asked for. */
declare module 'fairlead:unit-tests' {
  export const files: Readonly<Record<string, () => Promise<unknown>>>
}
