import type { Layer } from './model/design'

const LONGEST = 40

/** What a layer is called: by its person, else by its words, else by its kind. */
export function layerName(layer: Layer, t: (key: string) => string): string {
  if (layer.name) return layer.name
  if ((layer.type === 'text' || layer.type === 'badge') && layer.text.trim()) {
    const text = layer.text.trim().replace(/\s+/g, ' ')
    return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
  }
  if (layer.type === 'shape') return t(`editor.shapes.${layer.shape}`)
  if (layer.type === 'texture') return t(`editor.patterns.${layer.pattern}`)
  return t(`editor.types.${layer.type}`)
}
