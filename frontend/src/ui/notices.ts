import { shallowReactive } from 'vue'

export interface Notice {
  id: number
  text: string
  tone: 'plain' | 'bad'
  action?: { label: string; run: () => void }
}

const SHOWN_MS = 5000
export const UNDO_MS = 5000

export const notices = shallowReactive<Notice[]>([])
let lastId = 0

export function dismiss(id: number): void {
  const index = notices.findIndex((notice) => notice.id === id)
  if (index >= 0) notices.splice(index, 1)
}

export function notify(
  text: string,
  options: Partial<Omit<Notice, 'id' | 'text'>> & { ms?: number } = {},
): number {
  const id = ++lastId
  const { ms = SHOWN_MS, ...rest } = options
  notices.push({ id, text, tone: 'plain', ...rest })
  if (notices.length > 3) notices.shift()
  setTimeout(() => dismiss(id), ms)
  return id
}

export interface Undoable {
  /** Do it now, without waiting for the rest of the time. */
  flush: (leaving?: boolean) => void
  undo: () => void
  readonly settled: boolean
}

/**
 * Do `commit` in five seconds unless it is taken back. If the page goes away first, `commit(true)` runs at
 * once, so that a decision made is a decision sent.
 */
export function undoable(options: {
  text: string
  undoLabel: string
  commit: (leaving: boolean) => void
  undone?: () => void
  ms?: number
}): Undoable {
  const ms = options.ms ?? UNDO_MS
  let settled = false
  const settle = () => {
    settled = true
    clearTimeout(timer)
    dismiss(id)
    window.removeEventListener('pagehide', leave)
  }
  const flush = (leaving = false) => {
    if (settled) return
    settle()
    options.commit(leaving)
  }
  const undo = () => {
    if (settled) return
    settle()
    options.undone?.()
  }
  const leave = () => flush(true)
  const timer = setTimeout(() => flush(), ms)
  const id = notify(options.text, { action: { label: options.undoLabel, run: undo }, ms: ms + 100 })
  window.addEventListener('pagehide', leave)
  return {
    flush,
    undo,
    get settled() {
      return settled
    },
  }
}
