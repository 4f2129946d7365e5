import { computed, type ComputedRef, type WritableComputedRef } from 'vue'
import type { LayerOf, LayerType } from '../model/design'
import { patched } from '../model/edits'
import { useTheEditor } from '../useEditor'

type NumberKeys<T> = { [K in keyof T]: T[K] extends number ? K : never }[keyof T]

/** The fields of the selected layer, which is one of `type`, ready for the panel. */
export function useFields<T extends LayerType>(type: T) {
  const editor = useTheEditor()
  const layer = computed(() => editor.selected.value) as unknown as ComputedRef<LayerOf<T>>

  function set(patch: Partial<LayerOf<T>>, about = Object.keys(patch).join()) {
    const { id } = layer.value
    editor.change(patched(editor.design.value, id, type, patch), 'look', `${id}:${about}`)
  }
  function field<K extends keyof LayerOf<T>>(key: K): WritableComputedRef<LayerOf<T>[K]> {
    return computed({
      get: () => layer.value[key],
      set: (value) => set({ [key]: value } as unknown as Partial<LayerOf<T>>),
    })
  }
  /** A number as people read it: so many times larger, rounded. */
  function times<K extends NumberKeys<LayerOf<T>>>(key: K, by: number): WritableComputedRef<number> {
    return computed({
      get: () => Math.round((layer.value[key] as number) * by),
      set: (value) => set({ [key]: value / by } as unknown as Partial<LayerOf<T>>),
    })
  }
  /** A length of the canvas, in its pixels. */
  const length = <K extends NumberKeys<LayerOf<T>>>(key: K) => times(key, editor.canvas.value.height)
  const percent = <K extends NumberKeys<LayerOf<T>>>(key: K) => times(key, 100)
  return { editor, layer, set, field, times, length, percent }
}
