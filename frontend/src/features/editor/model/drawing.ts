import { asProblem, type Problem } from '@/api/problem'
import type { Box, Design, Layer } from './design'
import { inkOf } from './edits'

export interface Bitmap<Image> {
  image: Image
  /** What it covers, in fractions of the canvas; may reach outside. */
  box: Box
}
/** A layer's pixels, and the layer as it was when they were drawn. */
export interface Sprite<Image> extends Bitmap<Image> {
  layer: Layer
}

export interface Answer<Image> {
  /** The asked design with its words set anew. */
  design: Design
  layers: ({ id: string } & Bitmap<Image>)[]
}

export interface Asking<Image> {
  /** `fine`: as large as the screen shows it, else as soon as can be. */
  draw: (design: Design, layers: string[], fine: boolean, signal: AbortSignal) => Promise<Answer<Image>>
  /** Hears of every answer: the asked design, and the one it became. */
  drawn: (asked: Design, answered: Design) => void
  /** Something can be shown that could not before, or cannot any more. */
  changed: () => void
  /** Nothing more is to be drawn for this design. */
  settled: (design: Design) => void
  /** The layer that a refusal is about; null when it is about none. */
  blamed: (problem: Problem, design: Design) => string | null
}

const MOST_KEPT = 80
const DEBOUNCE_MS = 30
/** After so much quiet, what was drawn quickly is drawn finely. */
const FINE_AFTER_MS = 450
const RETRY_MS = [1000, 2000, 4000, 8000]

/**
 * The pixels of every layer, as fresh as can be had. One question at a time is under way; what changed meanwhile
 * is asked next, so that the latest always wins and an answer that has become stale is kept only for undoing.
 */
export class Drawing<Image> {
  readonly sprites = new Map<string, Sprite<Image>>()
  /** What cannot be drawn, and why; tried again when the layer changes. */
  readonly broken = new Map<string, { ink: string; problem: Problem }>()
  /** Why no pixels come at all; null while they do. */
  problem: Problem | null = null
  busy = false
  private readonly kept = new Map<string, Bitmap<Image>>()
  private readonly fine = new WeakSet<Bitmap<Image>>()
  private told: Design | null = null
  private design: Design | null = null
  private held = false
  private timer: ReturnType<typeof setTimeout> | undefined
  private failures = 0
  private abort = new AbortController()

  constructor(private readonly asking: Asking<Image>) {}

  /** Show this design. While `held`, what is there is moved about and nothing is asked. */
  show(design: Design, held = false): void {
    this.design = design
    this.held = held
    this.takeKept(design)
    this.asking.changed()
    if (!held && !this.busy) this.later(DEBOUNCE_MS)
  }

  /** Ask again at once, for instance because the network is back. */
  again(): void {
    this.failures = 0
    this.broken.clear()
    if (!this.busy) this.later(0)
  }

  stop(): void {
    clearTimeout(this.timer)
    this.abort.abort()
    this.design = null
  }

  private key(design: Design, layer: Layer): string {
    return `${design.width_px}x${design.height_px}:${design.seed}:${inkOf(layer)}`
  }

  private takeKept(design: Design): void {
    const ids = new Set(design.layers.map((one) => one.id))
    for (const id of this.sprites.keys()) if (!ids.has(id)) this.sprites.delete(id)
    for (const layer of design.layers) {
      const bitmap = this.kept.get(this.key(design, layer))
      if (bitmap) this.sprites.set(layer.id, { ...bitmap, layer })
      if (this.broken.get(layer.id)?.ink !== inkOf(layer)) this.broken.delete(layer.id)
    }
  }

  private coarse(design: Design): string[] {
    return design.layers
      .filter((layer) => {
        const bitmap = this.kept.get(this.key(design, layer))
        return layer.visible && bitmap && !this.fine.has(bitmap)
      })
      .map((layer) => layer.id)
  }

  private keep(key: string, bitmap: Bitmap<Image>): void {
    this.kept.delete(key)
    this.kept.set(key, bitmap)
    if (this.kept.size > MOST_KEPT) this.kept.delete(this.kept.keys().next().value!)
  }

  private later(ms: number): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.ask(), ms)
  }

  private missing(design: Design): string[] {
    return design.layers
      .filter(
        (layer) => layer.visible && !this.broken.has(layer.id) && !this.kept.has(this.key(design, layer)),
      )
      .map((layer) => layer.id)
  }

  private async ask(): Promise<void> {
    const whole = this.design
    if (!whole || this.held || this.busy) return
    const missing = this.missing(whole)
    if (missing.length) return this.askFor(whole, missing, false)
    const coarse = this.coarse(whole)
    if (this.told !== whole) {
      this.told = whole
      this.asking.settled(whole)
      if (coarse.length) this.later(FINE_AFTER_MS)
    } else if (coarse.length) await this.askFor(whole, coarse, true)
  }

  private async askFor(whole: Design, ids: string[], fine: boolean): Promise<void> {
    const design = { ...whole, layers: whole.layers.filter((layer) => !this.broken.has(layer.id)) }
    this.busy = true
    let wait = 0
    try {
      this.take(design, await this.asking.draw(design, ids, fine, this.abort.signal), fine)
      this.failures = 0
      this.problem = null
    } catch (error) {
      wait = this.refused(asProblem(error), design)
    }
    this.busy = false
    if (!this.design) return
    this.asking.changed()
    if (wait >= 0) this.later(wait)
  }

  private take(asked: Design, answer: Answer<Image>, fine: boolean): void {
    const set = new Map(answer.design.layers.map((layer) => [layer.id, layer]))
    const sent = new Map(asked.layers.map((layer) => [layer.id, layer]))
    for (const { id, image, box } of answer.layers) {
      const layer = sent.get(id)
      if (!layer) continue
      const bitmap = { image, box }
      if (fine) this.fine.add(bitmap)
      // The words may have been set anew: both ways of telling the layer have these pixels.
      for (const told of [layer, set.get(id) ?? layer]) this.keep(this.key(asked, told), bitmap)
    }
    this.asking.drawn(asked, answer.design)
    if (this.design) this.takeKept(this.design)
  }

  /** After how long to ask again; negative: not by itself. */
  private refused(problem: Problem, design: Design): number {
    const id = this.asking.blamed(problem, design)
    const layer = design.layers.find((one) => one.id === id)
    if (layer) {
      this.broken.set(layer.id, { ink: inkOf(layer), problem })
      return 0
    }
    const forGood = problem.status >= 400 && problem.status < 500 && problem.status !== 429
    // A single answer that did not come is nobody's business: the next one mostly does.
    if (forGood || this.failures > 0) this.problem = problem
    return forGood ? -1 : RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)]!
  }
}
