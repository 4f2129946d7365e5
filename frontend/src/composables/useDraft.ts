import { reactive, watch } from 'vue'

/**
 * A form whose words survive going away and coming back in this tab. `clear` forgets them once they are sent.
 * Keep no passwords in one.
 */
export function useDraft<T extends object>(name: string, initial: () => T) {
  const key = `masthead.draft.${name}`
  const form = reactive(initial()) as T
  const stored = sessionStorage.getItem(key)
  if (stored) {
    try {
      Object.assign(form, JSON.parse(stored))
    } catch {
      sessionStorage.removeItem(key)
    }
  }
  const write = () => sessionStorage.setItem(key, JSON.stringify(form))
  const stop = watch(() => form, write, { deep: true, flush: 'sync' })
  const clear = () => {
    Object.assign(form, initial())
    sessionStorage.removeItem(key)
  }
  return { form, clear, stop }
}
