import { afterEach, vi } from 'vitest'
import { loadLanguage } from '@/i18n'

class ResizeObserverOfNothing {
  observe() {}
  unobserve() {}
  disconnect() {}
}
globalThis.ResizeObserver ??= ResizeObserverOfNothing as unknown as typeof ResizeObserver
globalThis.matchMedia ??= ((query: string) => ({
  matches: false,
  media: query,
  addEventListener() {},
  removeEventListener() {},
})) as unknown as typeof matchMedia
globalThis.visualViewport ??= new EventTarget() as VisualViewport

await Promise.all([loadLanguage('en'), loadLanguage('ru')])

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  localStorage.clear()
  sessionStorage.clear()
})
