import { onScopeDispose } from 'vue'

export interface ReviewActs {
  next: () => void
  previous: () => void
  approve: () => void
  changes: () => void
  reject: () => void
  note: () => void
  help: () => void
  undo: () => void
  veil: { press: () => void; release: () => void }
}

/** By the place of the key, not its letter: J is J on a Russian layout, too. */
const KEYS: Record<string, Exclude<keyof ReviewActs, 'veil'>> = {
  KeyJ: 'next',
  ArrowDown: 'next',
  KeyK: 'previous',
  ArrowUp: 'previous',
  KeyA: 'approve',
  KeyC: 'changes',
  KeyR: 'reject',
  KeyN: 'note',
  KeyZ: 'undo',
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
  )
}

/** A button keeps its own space bar, except the veil itself, which is what the bar is for here. */
function keepsSpace(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return (
    target.closest('[data-veil]') === null &&
    target.closest('button, a, [role=button], [role=option]') !== null
  )
}

export function useReviewKeys(acts: ReviewActs, blocked: () => boolean): void {
  const down = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || blocked()) return
    if (event.code === 'Space') {
      if (keepsSpace(event.target)) return
      event.preventDefault()
      if (!event.repeat) acts.veil.press()
      return
    }
    if (event.repeat) return
    if (event.key === '?' || (event.code === 'Slash' && event.shiftKey)) {
      event.preventDefault()
      acts.help()
      return
    }
    const act = KEYS[event.code]
    if (!act || event.shiftKey) return
    event.preventDefault()
    acts[act]()
  }
  const up = (event: KeyboardEvent) => {
    if (event.code !== 'Space' || isTyping(event.target) || keepsSpace(event.target)) return
    event.preventDefault()
    acts.veil.release()
  }
  window.addEventListener('keydown', down)
  window.addEventListener('keyup', up)
  onScopeDispose(() => {
    window.removeEventListener('keydown', down)
    window.removeEventListener('keyup', up)
  })
}
