import { toValue, watchEffect, type MaybeRefOrGetter } from 'vue'

export const PRODUCT = 'Masthead'

/** Name the tab after what the page shows; the route's own title stands until the name is known. */
export function useTitle(title: MaybeRefOrGetter<string | null | undefined>): void {
  watchEffect(() => {
    const text = toValue(title)
    if (text) document.title = `${text} · ${PRODUCT}`
  })
}
