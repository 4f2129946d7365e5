const SCROLLS = /auto|scroll/

/** Scroll what `element` lies in, and nothing around that, until its end is seen with `spare` pixels below. */
export function reveal(element: HTMLElement, spare: number): void {
  let box = element.parentElement
  while (box && !SCROLLS.test(getComputedStyle(box).overflowY)) box = box.parentElement
  if (!box) return
  const { bottom, top } = element.getBoundingClientRect()
  const frame = box.getBoundingClientRect()
  // Its beginning stays in sight, however long it is.
  const down = Math.min(bottom + spare - frame.bottom, top - frame.top)
  if (down > 0) box.scrollBy({ top: down, behavior: 'smooth' })
}
