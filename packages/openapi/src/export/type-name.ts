/** A path in a contract as the name of a schema: `vessels.byId` is `VesselsById`. */
export function typeName(path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter(Boolean)
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}
