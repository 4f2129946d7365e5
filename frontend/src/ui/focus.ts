import type { Directive } from 'vue'

/**
 * Put the cursor into a field as soon as it is there. Vuetify's own `autofocus` waits until the field is seen,
 * and by then somebody quick is typing in the next one.
 */
export const vFocus: Directive<HTMLElement> = {
  mounted(element) {
    element.querySelector<HTMLElement>('input, textarea')?.focus({ preventScroll: true })
  },
}
