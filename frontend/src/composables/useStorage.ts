import { customRef, type Ref } from 'vue'

/** A ref that outlives the page: kept as JSON in local or session storage. */
export function useStorage<T>(name: string, initial: T, storage: Storage = localStorage): Ref<T> {
  let value = initial
  const stored = storage.getItem(name)
  if (stored !== null) {
    try {
      value = JSON.parse(stored) as T
    } catch {
      storage.removeItem(name)
    }
  }
  return customRef((track, trigger) => ({
    get() {
      track()
      return value
    },
    set(next: T) {
      value = next
      if (next === null || next === undefined) storage.removeItem(name)
      else storage.setItem(name, JSON.stringify(next))
      trigger()
    },
  }))
}
