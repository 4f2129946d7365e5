export interface Point {
  x: number
  y: number
}

export interface Rect {
  x: number
  y: number
  width: number
  height: number
}

export interface Brush {
  /** Across, in pixels of the picture. */
  sizePx: number
  /** 0: a hard edge; 1: fading from the very middle. */
  soft: number
  erase: boolean
}

export function union(one: Rect | null, other: Rect | null): Rect | null {
  if (!one || !other) return one ?? other
  const x = Math.min(one.x, other.x)
  const y = Math.min(one.y, other.y)
  const right = Math.max(one.x + one.width, other.x + other.width)
  const bottom = Math.max(one.y + one.height, other.y + other.height)
  return { x, y, width: right - x, height: bottom - y }
}

/**
 * Which part of a picture is to be painted anew: one byte a pixel, 255 wholly, 0 not at all. Strokes lay the
 * greater value (an eraser the lesser), so going over the same place twice makes no soft edge harder.
 */
export class Mask {
  readonly data: Uint8Array

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.data = new Uint8Array(width * height)
  }

  get whole(): Rect {
    return { x: 0, y: 0, width: this.width, height: this.height }
  }

  /** Draw from `from` to `to`; gives what may have changed, null when that is outside. */
  line(from: Point, to: Point, { sizePx, soft, erase }: Brush): Rect | null {
    const radius = Math.max(0.5, sizePx / 2)
    const rect = this.clip(
      Math.min(from.x, to.x) - radius,
      Math.min(from.y, to.y) - radius,
      Math.max(from.x, to.x) + radius,
      Math.max(from.y, to.y) + radius,
    )
    if (!rect) return null
    // At least a pixel fades, else the edge is a staircase.
    const fade = Math.max(1, radius * Math.min(1, Math.max(0, soft)))
    const dx = to.x - from.x
    const dy = to.y - from.y
    const length2 = dx * dx + dy * dy
    for (let y = rect.y; y < rect.y + rect.height; y += 1) {
      const py = y + 0.5 - from.y
      for (let x = rect.x; x < rect.x + rect.width; x += 1) {
        const px = x + 0.5 - from.x
        const along = length2 ? Math.min(1, Math.max(0, (px * dx + py * dy) / length2)) : 0
        const near = Math.min(1, (radius - Math.hypot(px - along * dx, py - along * dy)) / fade)
        if (near <= 0) continue
        const value = Math.round(255 * near * near * (3 - 2 * near))
        const at = y * this.width + x
        const now = this.data[at]!
        if (erase ? 255 - value < now : value > now) this.data[at] = erase ? 255 - value : value
      }
    }
    return rect
  }

  invert(): Rect {
    for (let at = 0; at < this.data.length; at += 1) this.data[at] = 255 - this.data[at]!
    return this.whole
  }

  clear(): Rect {
    this.data.fill(0)
    return this.whole
  }

  isEmpty(): boolean {
    return this.data.every((value) => value === 0)
  }

  /** How much of the picture is marked, 0 to 1. */
  coverage(): number {
    let sum = 0
    for (const value of this.data) sum += value
    return sum / 255 / this.data.length
  }

  copy({ x, y, width, height }: Rect, from: Uint8Array = this.data): Uint8Array {
    const part = new Uint8Array(width * height)
    for (let row = 0; row < height; row += 1) {
      const start = (y + row) * this.width + x
      part.set(from.subarray(start, start + width), row * width)
    }
    return part
  }

  paste(part: Uint8Array, { x, y, width, height }: Rect): void {
    for (let row = 0; row < height; row += 1)
      this.data.set(part.subarray(row * width, (row + 1) * width), (y + row) * this.width + x)
  }

  private clip(left: number, top: number, right: number, bottom: number): Rect | null {
    const x = Math.max(0, Math.floor(left))
    const y = Math.max(0, Math.floor(top))
    const width = Math.min(this.width, Math.ceil(right)) - x
    const height = Math.min(this.height, Math.ceil(bottom)) - y
    return width > 0 && height > 0 ? { x, y, width, height } : null
  }
}

interface Step {
  rect: Rect
  before: Uint8Array
  after: Uint8Array
}

/** Both sides of every step are kept; the oldest go when they take more than this. */
export const HISTORY_BYTES = 48_000_000

/** What was done to a mask, step by step, there and back. */
export class MaskHistory {
  private readonly past: Step[] = []
  private readonly future: Step[] = []
  private begun: Uint8Array | null = null
  private bytes = 0

  constructor(
    private readonly mask: Mask,
    private readonly limitBytes = HISTORY_BYTES,
  ) {}

  get canUndo(): boolean {
    return this.past.length > 0
  }

  get canRedo(): boolean {
    return this.future.length > 0
  }

  /** Before the first change of a step, however many changes it will take. */
  begin(): void {
    this.begun ??= this.mask.data.slice()
  }

  /** After the last one; a step that changed nothing is none. */
  commit(rect: Rect | null): void {
    const begun = this.begun
    this.begun = null
    if (!begun || !rect) return
    const step = { rect, before: this.mask.copy(rect, begun), after: this.mask.copy(rect) }
    if (step.before.every((value, at) => value === step.after[at])) return
    for (const lost of this.future.splice(0)) this.bytes -= lost.before.length * 2
    this.past.push(step)
    this.bytes += step.before.length * 2
    while (this.bytes > this.limitBytes && this.past.length > 1)
      this.bytes -= this.past.shift()!.before.length * 2
  }

  /** What was begun is taken back, as if it had never been. */
  abandon(rect: Rect | null): Rect | null {
    if (this.begun && rect) this.mask.paste(this.mask.copy(rect, this.begun), rect)
    this.begun = null
    return rect
  }

  undo(): Rect | null {
    return this.move(this.past, this.future, 'before')
  }

  redo(): Rect | null {
    return this.move(this.future, this.past, 'after')
  }

  private move(from: Step[], to: Step[], side: 'before' | 'after'): Rect | null {
    const step = from.pop()
    if (!step) return null
    this.mask.paste(step[side], step.rect)
    to.push(step)
    return step.rect
  }
}
