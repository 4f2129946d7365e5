/** What the keyboard asks of the editor while no field is being typed into. */
export type Command =
  | {
      do:
        | 'undo'
        | 'redo'
        | 'remove'
        | 'duplicate'
        | 'edit'
        | 'leave'
        | 'help'
        | 'save'
        | 'turn'
        | 'hide'
        | 'rename'
    }
  | { do: 'move'; x: number; y: number }
  | { do: 'resize'; x: number; y: number }
  | { do: 'order'; by: number }
  | { do: 'select'; by: number }

/** Pixels of the canvas by one press. */
export const STEP_PX = 1
export const LEAP_PX = 10

export type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}
const PLAIN: Record<string, Command> = {
  Delete: { do: 'remove' },
  Backspace: { do: 'remove' },
  Enter: { do: 'edit' },
  F2: { do: 'rename' },
  Escape: { do: 'leave' },
  '?': { do: 'help' },
}
/** By the key's place, so that a Russian keyboard does the same. */
const PLACES: Record<string, Command> = {
  KeyR: { do: 'turn' },
  KeyH: { do: 'hide' },
  BracketLeft: { do: 'order', by: -1 },
  BracketRight: { do: 'order', by: 1 },
}
const WITH_CTRL: Record<string, Command> = {
  KeyZ: { do: 'undo' },
  KeyY: { do: 'redo' },
  KeyD: { do: 'duplicate' },
  KeyS: { do: 'save' },
}

/** What is meant by a press, null for what is none of ours. */
export function commandOf(press: Pressed): Command | null {
  if (press.ctrlKey || press.metaKey) {
    if (press.code === 'KeyZ' && press.shiftKey) return { do: 'redo' }
    return WITH_CTRL[press.code] ?? null
  }
  const arrow = ARROWS[press.key]
  if (arrow) {
    const by = press.shiftKey ? LEAP_PX : STEP_PX
    return { do: press.altKey ? 'resize' : 'move', x: arrow[0] * by, y: arrow[1] * by }
  }
  if (press.altKey) return null
  return PLAIN[press.key] ?? PLACES[press.code] ?? null
}

/** The id that Tab comes to from `current`, and null past either end, where Tab leaves the canvas. */
export function tabbed(ids: readonly string[], current: string | null, by: 1 | -1): string | null {
  const at = current === null ? (by > 0 ? -1 : ids.length) : ids.indexOf(current)
  return ids[at + by] ?? null
}
