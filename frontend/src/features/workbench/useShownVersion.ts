import { computed, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useOnceOpen } from '@/ui/late'

/** Which version is shown large: it stands in the address, so that a colleague sees the same. */
export function useShownVersion(bench: Ref<HTMLElement | null>) {
  const route = useRoute()
  const router = useRouter()
  const shown = computed(() => (typeof route.query.version === 'string' ? route.query.version : null))
  const looked = useOnceOpen(() => shown.value !== null)

  function open(id: string) {
    const to = { query: { ...route.query, version: id } }
    void (shown.value ? router.replace(to) : router.push(to))
  }
  function close() {
    if (!shown.value) return
    // Opened from this wall: going back keeps the history short. Opened by a link: there is nothing to go back to.
    const before = history.state?.back as string | null
    if (before && router.resolve(before).path === route.path) router.back()
    else void router.replace({ query: { ...route.query, version: undefined } })
  }
  // Whoever walks by keyboard comes back to the picture they looked at.
  watch(shown, (now, before) => {
    if (now || !before) return
    requestAnimationFrame(() => {
      const tile = bench.value?.querySelector<HTMLElement>(`[data-version="${CSS.escape(before)}"]`)
      tile?.focus({ preventScroll: true })
    })
  })
  return { shown, looked, open, close }
}
