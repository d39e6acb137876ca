import { plainText } from '../text.ts'

type Props = Readonly<Record<string, string | number | boolean | ((event: never) => void) | undefined>>

/** Makes an element: `on…` are listeners, the rest are attributes. Texts become text nodes; nothing is parsed as HTML. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as (event: Event) => void)
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...children)
  return element
}

const MAX_CHARS = 300

/** Writes a text of any origin: on one line, without control characters, cut; and only where it has changed. */
export function say(element: Element, text: string): void {
  const plain = plainText(text, MAX_CHARS)
  if (element.textContent !== plain) element.textContent = plain
}

/** Sets or takes away an attribute, only where it has changed. */
export function mark(element: Element, name: string, value: string | undefined): void {
  if (value === undefined) {
    if (element.hasAttribute(name)) element.removeAttribute(name)
  } else if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}

/** One thing that is shown, and can show another. */
export interface Shown<T> {
  readonly element: HTMLElement
  show(item: T): void
}

/** Shows a list with elements that are used again: what has the focus keeps it. */
export function createPool<T>(parent: Element, make: () => Shown<T>): (items: readonly T[]) => void {
  const all: Shown<T>[] = []
  return (items) => {
    while (all.length > items.length) all.pop()?.element.remove()
    items.forEach((item, index) => {
      let shown = all[index]
      if (!shown) {
        all.push((shown = make()))
        parent.append(shown.element)
      }
      shown.show(item)
    })
  }
}

/** Draws once for all that has changed before the next frame. */
export function createFrame(draw: () => void): { ask(): void; stop(): void } {
  let asked: number | undefined
  return {
    ask() {
      asked ??= requestAnimationFrame(() => {
        asked = undefined
        draw()
      })
    },
    stop() {
      if (asked !== undefined) cancelAnimationFrame(asked)
      asked = undefined
    },
  }
}
