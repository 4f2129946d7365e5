import { defineAsyncComponent, ref, watch, type Component, type Ref } from 'vue'
import { needWords } from '@/i18n'

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

/** A component of `feature` and the feature's late words, both fetched when it is first shown. */
export function lateWithWords<T extends Component>(feature: string, load: () => Promise<{ default: T }>) {
  return defineAsyncComponent(async () => {
    const [part] = await Promise.all([load(), needWords(feature)])
    return part.default
  })
}

/** False until `open` was true once; from then on true, so that closing can be seen. */
export function useOnceOpen(open: () => boolean): Ref<boolean> {
  const once = ref(open())
  watch(open, (now) => (once.value ||= now))
  return once
}
