import type { Attributes } from '../instruments.ts'

/** Characters of names and values that are remembered of one set of attributes. */
const MAX_CHARS = 2_000

/** After some names and values, what comes next, and what belongs to those before. */
interface Node<T> {
  readonly next: Map<unknown, Node<T>>
  found: T | undefined
}

/** Remembers things by attributes as they come. */
export interface AttributeMap<T> {
  get(attributes: Attributes): T | undefined
  /** Remembers no more than its bound, and nothing long. */
  set(attributes: Attributes, value: T): void
  clear(): void
}

/** Makes a tree of names and values: a key put together of them would be made, and hashed, for each measurement. */
export function createAttributeMap<T>(maxSize: number): AttributeMap<T> {
  let root = makeNode<T>()
  let size = 0
  return {
    get(attributes) {
      let node: Node<T> | undefined = root
      for (const name in attributes) {
        node = node.next.get(name)?.next.get(attributes[name])
        if (!node) return undefined
      }
      return node.found
    },
    set(attributes, value) {
      let chars = 0
      for (const name in attributes) chars += name.length + String(attributes[name]).length
      if (size >= maxSize || chars > MAX_CHARS) return
      size++
      let node = root
      for (const name in attributes) node = nextOf(nextOf(node, name), attributes[name])
      node.found = value
    },
    clear() {
      root = makeNode()
      size = 0
    },
  }
}

function makeNode<T>(): Node<T> {
  return { next: new Map(), found: undefined }
}

function nextOf<T>(node: Node<T>, key: unknown): Node<T> {
  const before = node.next.get(key)
  if (before) return before
  const made = makeNode<T>()
  node.next.set(key, made)
  return made
}
