import { computed, ref } from 'vue'

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

/** Files dropped on one element: bind `drop` to it; `over` is true while they hover over it. */
export function useFileDrop(take: (files: File[]) => void) {
  // Entering a child fires before leaving its parent, so the depth is counted.
  const depth = ref(0)
  const stop = (event: DragEvent) => {
    if (!carriesFiles(event)) return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  const drop = {
    onDragenter: (event: DragEvent) => void (stop(event) && (depth.value += 1)),
    onDragover: (event: DragEvent) => void stop(event),
    onDragleave: (event: DragEvent) => void (stop(event) && (depth.value = Math.max(0, depth.value - 1))),
    onDrop: (event: DragEvent) => {
      if (!stop(event)) return
      depth.value = 0
      take([...(event.dataTransfer?.files ?? [])])
    },
  }
  return { over: computed(() => depth.value > 0), drop }
}
