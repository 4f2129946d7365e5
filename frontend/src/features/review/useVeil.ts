import { ref, watch, type WatchSource } from 'vue'

/** A press shorter than this opens the veil for good; a longer one is a look while it is held. */
const TAP_MS = 250

/** Pictures come veiled: shown while the bar is held, or from one short press to the next. */
export function useVeil(subject: WatchSource<unknown>) {
  const shown = ref(false)
  let pressedAt = 0
  let before = false

  watch(subject, () => (shown.value = false))

  return {
    shown,
    toggle: () => (shown.value = !shown.value),
    press: () => {
      before = shown.value
      pressedAt = performance.now()
      shown.value = true
    },
    release: () => {
      const tapped = performance.now() - pressedAt < TAP_MS
      shown.value = tapped ? !before : before
    },
  }
}
