/** Waits until something is so. Not `expect.poll`, which only Vitest itself has. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 2))
}
