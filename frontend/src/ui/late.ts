import { defineAsyncComponent, ref, watch, type Ref } from 'vue'

/*
 * What floats is not there when a page opens, and neither is its code: Vuetify's overlays with all they pull in
 * are fetched when the first one is wanted.
 */
export const LateDialog = defineAsyncComponent(
  async () => (await import('vuetify/components/VDialog')).VDialog,
)
export const LateSheet = defineAsyncComponent(
  async () => (await import('vuetify/components/VBottomSheet')).VBottomSheet,
)

/** False until `open` was true once; from then on true, so that closing can be seen. */
export function useOnceOpen(open: () => boolean): Ref<boolean> {
  const once = ref(open())
  watch(open, (now) => (once.value ||= now))
  return once
}
