import { afterEach, vi } from 'vitest'
import { loadLanguage, needWords, showLanguage } from '@/i18n'

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
const late = Object.keys(import.meta.glob('../src/features/*/messages.late.ts'))
await Promise.all(late.map((path) => needWords(path.split('/').at(-2)!)))
// Late words follow into every language that is shown.
await showLanguage('ru')
await showLanguage('en')

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  localStorage.clear()
  sessionStorage.clear()
})
