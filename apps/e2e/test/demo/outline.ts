/**
 * All that a page says and how: its title, and each element with its attributes and texts, a line each. Left out is what differs
 * from one visit to the next: numbers, generated ids, the shapes of drawings, and the calls of the timeline. Runs in the page.
 */
export function outlineOf(): string[] {
  const passing = new Set([
    'id',
    'for',
    'name',
    'aria-describedby',
    'aria-labelledby',
    'datetime',
    'style',
    'src',
    'data-v-app',
  ])
  const plain = (text: string): string =>
    text
      .replaceAll(/\d+(\.\d+)?/g, '0')
      .replaceAll(/\s+/g, ' ')
      .replaceAll(/\/(react|vue)\//g, '/')
      .trim()
  const attributesOf = (element: Element): string[] =>
    [...element.attributes]
      .filter(({ name }) => !passing.has(name) && (name === 'class' || !element.closest('svg > *')))
      .map(({ name, value }) => `${name}="${plain(value)}"`)
  const stateOf = (element: Element): string[] => {
    if (element instanceof HTMLInputElement) return [`is "${plain(element.value)}"`, `checked ${element.checked}`]
    return element instanceof HTMLSelectElement ? [`is "${plain(element.value)}"`] : []
  }
  const linesOf = (element: Element): string[] => {
    const lines: string[] = []
    let text = ''
    const endText = (): void => {
      if (text.trim() !== '') lines.push(`  ${plain(text)}`)
      text = ''
    }
    for (const child of element.childNodes) {
      // A framework may cut one text into several.
      if (child instanceof Text) text += child.data
      if (!(child instanceof Element) || child.matches('.line, .timeline-panel .count, script')) continue
      endText()
      lines.push(...linesOf(child).map((line) => `  ${line}`))
    }
    endText()
    // The value of an option or a field is its state, not what the markup began with.
    const attributes = attributesOf(element).filter((attribute) => !/^(value|checked|selected)=/.test(attribute))
    return [[element.localName, ...attributes.toSorted(), ...stateOf(element)].join(' '), ...lines]
  }
  return [document.title, ...linesOf(document.body)]
}
