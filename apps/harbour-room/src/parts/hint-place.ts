const EDGE_PX = 8

/** Puts a bubble below its anchor, or above it where there is no room; never beyond the edge of the window. */
export function placeHint(bubble: HTMLElement, { left, right, top, bottom }: DOMRect): void {
  const { offsetWidth, offsetHeight } = bubble
  const furthest = innerWidth - offsetWidth - EDGE_PX
  bubble.style.left = `${Math.max(EDGE_PX, Math.min((left + right - offsetWidth) / 2, furthest))}px`
  bubble.style.top = `${bottom + offsetHeight + EDGE_PX < innerHeight ? bottom : top - offsetHeight}px`
}
