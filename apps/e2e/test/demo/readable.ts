/** Controls without a name, and ids that are there twice. Runs in the page. */
export function namelessControls(): string[] {
  const shown = [...document.querySelectorAll<HTMLElement>('button, a, input, select, summary')]
  const unnamed = shown.filter((control) => {
    const labels = 'labels' in control ? [...((control.labels as NodeListOf<HTMLElement> | null) ?? [])] : []
    const name = control.ariaLabel ?? [control, ...labels].map((element) => element.textContent).join('')
    return name.trim() === ''
  })
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  const doubled = ids.filter((id, index) => ids.indexOf(id) !== index)
  return [...unnamed.map((control) => control.outerHTML), ...doubled]
}

/** Texts whose colour stands out from what is behind them by less than 4.5 to 1 (WCAG 2 AA). Runs in the page. */
export function faintTexts(): string[] {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  if (canvas === null) throw new Error('no canvas')
  const lightness = (colour: string): number => {
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    const [r = 0, g = 0, b = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((byte) => {
      const value = byte / 255
      return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const backgroundOf = (element: Element | null): string => {
    if (element === null) return 'white'
    const { backgroundColor } = getComputedStyle(element)
    return backgroundColor === 'rgba(0, 0, 0, 0)' ? backgroundOf(element.parentElement) : backgroundColor
  }
  const faint = [...document.querySelectorAll<HTMLElement>('body *')].filter((element) => {
    const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim())
    const disabled = element.closest(':disabled') !== null || element instanceof HTMLOptionElement
    if (!own || disabled || !element.checkVisibility()) return false
    const [a, b] = [getComputedStyle(element).color, backgroundOf(element)].map(lightness) as [number, number]
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5
  })
  return faint.map((element) => `${element.className}: ${element.textContent}`)
}

/** What lies over its neighbour in the masthead, or out of the window. Runs in the page. */
export function crowdedInMasthead(): string[] {
  const shown = [...document.querySelectorAll<HTMLElement>('.masthead > :not(.session), .session > *')]
    .map((element) => ({ words: element.ariaLabel ?? element.innerText, box: element.getBoundingClientRect() }))
    // What is for screen readers alone has the size of a dot.
    .filter(({ box }) => box.width > 1)
  return shown
    .filter(({ box }, index) => box.right > Math.min(shown[index + 1]?.box.left ?? innerWidth, innerWidth) + 0.5)
    .map(({ words, box }) => `${words} ends at ${box.right}`)
}
