import { onScopeDispose, ref, toValue, type MaybeRefOrGetter } from 'vue'

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

/** Files dropped anywhere on the page while the component lives; `over` is true while they hover. */
export function useDropAnywhere(take: (files: File[]) => void, enabled: MaybeRefOrGetter<boolean> = true) {
  const over = ref(false)
  // Entering a child fires before leaving its parent, so the depth is counted.
  let depth = 0

  const enter = (event: DragEvent) => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    depth += 1
    over.value = toValue(enabled)
  }
  const hover = (event: DragEvent) => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    if (event.dataTransfer) event.dataTransfer.dropEffect = toValue(enabled) ? 'copy' : 'none'
  }
  const leave = (event: DragEvent) => {
    if (!carriesFiles(event)) return
    depth = Math.max(0, depth - 1)
    if (depth === 0) over.value = false
  }
  const drop = (event: DragEvent) => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    depth = 0
    over.value = false
    if (toValue(enabled)) take([...(event.dataTransfer?.files ?? [])])
  }

  const listeners = { dragenter: enter, dragover: hover, dragleave: leave, drop } as const
  for (const [name, listener] of Object.entries(listeners))
    window.addEventListener(name, listener as EventListener)
  onScopeDispose(() => {
    for (const [name, listener] of Object.entries(listeners))
      window.removeEventListener(name, listener as EventListener)
  })
  return { over }
}
