import type { Design } from './design'
import { alike } from './edits'
import { begun, changed, packed, unpacked, type History, type Packed } from './history'

/** Histories of this many drafts are kept in a browser; the one not looked at for longest goes first. */
const MOST_DRAFTS = 6
const PREFIX = 'masthead.editor.'

interface Kept extends Packed {
  revision: number
  at: number
}

const keysByAge = (storage: Storage): string[] => {
  const ages: [string, number][] = []
  for (let at = 0; at < storage.length; at += 1) {
    const key = storage.key(at)!
    if (key.startsWith(PREFIX)) ages.push([key, ageOf(storage.getItem(key)!)])
  }
  return ages.sort((one, other) => one[1] - other[1]).map(([key]) => key)
}
function ageOf(text: string): number {
  return Number(/"at":(\d+)/.exec(text.slice(0, 60))?.[1] ?? 0)
}

/** Write down where a draft's history stands; the room that other drafts take is given up for it. */
export function keepHistory(id: string, history: History, revision: number, storage = localStorage): void {
  const key = PREFIX + id
  const text = JSON.stringify({ at: Date.now(), revision, ...packed(history) } satisfies Kept)
  const others = keysByAge(storage).filter((one) => one !== key)
  for (const old of others.splice(0, Math.max(0, others.length - MOST_DRAFTS + 1))) storage.removeItem(old)
  for (;;) {
    try {
      storage.setItem(key, text)
      return
    } catch (error) {
      if (!(error instanceof DOMException)) throw error
      const old = others.shift()
      if (!old) return
      storage.removeItem(old)
    }
  }
}

/**
 * The history of a draft as this browser left it, told the server's truth: what was not yet saved here goes on
 * being the present, and what was saved elsewhere meanwhile is one more step. `unsaved`: the server has it not.
 */
export function keptHistory(
  id: string,
  server: { revision: number; design: Design },
  storage = localStorage,
): { history: History; unsaved: boolean } {
  const fresh = { history: begun(server.design), unsaved: false }
  const text = storage.getItem(PREFIX + id)
  if (!text) return fresh
  try {
    const kept = JSON.parse(text) as Kept
    const history = unpacked(kept)
    if (!history) return fresh
    if (alike(history.design, server.design)) return { history, unsaved: false }
    if (kept.revision === server.revision) return { history, unsaved: true }
    return { history: changed(history, server.design, 'elsewhere'), unsaved: false }
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error
    storage.removeItem(PREFIX + id)
    return fresh
  }
}

export const forgetHistory = (id: string, storage = localStorage): void => storage.removeItem(PREFIX + id)
