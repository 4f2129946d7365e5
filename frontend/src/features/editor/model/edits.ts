import type { Design, Layer, LayerOf, LayerType, Setting, TextLayer } from './design'
import { movedBy } from './geometry'

/** Every change of a design gives another; what did not change is the very same object. */
export function withLayer(design: Design, id: string, change: (layer: Layer) => Layer): Design {
  let same = true
  const layers = design.layers.map((layer) => {
    if (layer.id !== id) return layer
    const next = change(layer)
    same &&= next === layer
    return next
  })
  return same ? design : { ...design, layers }
}

/** Some fields of a layer of one type; a layer of another type stays as it is. */
export function patched<T extends LayerType>(
  design: Design,
  id: string,
  type: T,
  patch: Partial<LayerOf<T>>,
): Design {
  return withLayer(design, id, (layer) => (layer.type === type ? ({ ...layer, ...patch } as Layer) : layer))
}

export const common = (
  design: Design,
  id: string,
  patch: Partial<Pick<Layer, 'name' | 'opacity' | 'visible' | 'locked' | 'rotation'>>,
): Design => withLayer(design, id, (layer) => ({ ...layer, ...patch }))

export function freshId(design: Design, type: string): string {
  const taken = new Set(design.layers.map((one) => one.id))
  let n = 1
  while (taken.has(`${type}-${n}`)) n += 1
  return `${type}-${n}`
}

/** Above the layer `above`, or on top of all. */
export function inserted(design: Design, layer: Layer, above: string | null = null): Design {
  const at = design.layers.findIndex((one) => one.id === above)
  const place = at < 0 ? design.layers.length : at + 1
  return { ...design, layers: design.layers.toSpliced(place, 0, layer) }
}

export const removed = (design: Design, id: string): Design => ({
  ...design,
  layers: design.layers.filter((one) => one.id !== id),
})

const COPY_OFF = 0.03
/** A copy a little to the lower right, just above; null when there is no such layer. */
export function duplicated(design: Design, id: string): { design: Design; id: string } | null {
  const layer = design.layers.find((one) => one.id === id)
  if (!layer) return null
  const copy = movedBy({ ...layer, id: freshId(design, layer.type), locked: false }, COPY_OFF, COPY_OFF)
  return { design: inserted(design, copy, id), id: copy.id }
}

/** To place `to` of the drawing order, 0 the lowest. */
export function reordered(design: Design, id: string, to: number): Design {
  const from = design.layers.findIndex((one) => one.id === id)
  const place = Math.min(design.layers.length - 1, Math.max(0, to))
  if (from < 0 || from === place) return design
  const layers = design.layers.toSpliced(from, 1).toSpliced(place, 0, design.layers[from]!)
  return { ...design, layers }
}

const SETTING: Setting = {
  leading: 0.3,
  max_lines: 4,
  spread: 1,
  smallest: 0.046,
  largest: 0.4,
  narrow: '',
  valign: 'middle',
  hyphenate: false,
}

/** The layer with all that is needed to set its words anew; designs of the first version have it not. */
export function settable(layer: TextLayer): TextLayer {
  if (layer.setting && layer.colour) return layer
  return {
    ...layer,
    colour: layer.colour ?? layer.lines[0]?.colour ?? '#ffffff',
    setting: layer.setting ?? { ...SETTING, max_lines: Math.max(1, layer.lines.length) },
  }
}

/** Other words, or words set otherwise; emphasis that the words no longer hold goes. */
export function worded(design: Design, id: string, patch: Partial<TextLayer>): Design {
  return withLayer(design, id, (layer) => {
    if (layer.type !== 'text') return layer
    const next = { ...settable(layer), ...patch }
    const words = wordsOf(next.text)
    const kept = next.emphasis.split(/\s+/).filter((one) => words.includes(one))
    return { ...next, emphasis: kept.join(' ') }
  })
}

/** The words of a text, each once, without what stands around them. */
export function wordsOf(text: string): string[] {
  const bare = text.split(/\s+/).map((one) => one.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
  return [...new Set(bare.filter(Boolean))]
}

export function emphasised(design: Design, id: string, word: string): Design {
  return withLayer(design, id, (layer) => {
    if (layer.type !== 'text') return layer
    const now = layer.emphasis.split(/\s+/).filter(Boolean)
    const next = now.includes(word) ? now.filter((one) => one !== word) : [...now, word]
    const able = settable(layer)
    return { ...able, emphasis: next.join(' '), emphasis_colour: able.emphasis_colour ?? '#ffd84d' }
  })
}

const NO_INK = ['id', 'name', 'locked', 'visible']
/** What decides a layer's pixels: neither its name nor whether it is locked, hidden, or under which id it goes. */
export const inkOf = (layer: Layer): string =>
  JSON.stringify(layer, (key, value: unknown) => (NO_INK.includes(key) ? undefined : value))

/** Whether two values of the document say the same, in whatever order their fields come. */
export function alike(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false
  const [a, b] = [one as Record<string, unknown>, other as Record<string, unknown>]
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && alike(a[key], b[key]))
}

/** The words of the answer, taken over into every layer that is still as it was when it was asked for. */
export function withSetTexts(now: Design, asked: Design, answered: Design): Design {
  const sent = new Map(asked.layers.map((layer) => [layer.id, layer]))
  const set = new Map(answered.layers.map((layer) => [layer.id, layer]))
  let same = true
  const layers = now.layers.map((layer) => {
    const other = set.get(layer.id)
    if (layer.type !== 'text' || other?.type !== 'text' || sent.get(layer.id) !== layer) return layer
    if (alike(other, layer)) return layer
    same = false
    return { ...other, name: layer.name, locked: layer.locked, visible: layer.visible }
  })
  return same ? now : { ...now, layers }
}
