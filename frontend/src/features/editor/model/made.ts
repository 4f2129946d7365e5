import { newPicture, newShape, newText } from './adding'
import type { Design, TextLayer } from './design'

/** A cover as tests want it: a ground, words, a shape. */
export function madeDesign(): Design {
  const empty: Design = {
    schema_version: 2,
    kind: 'cover',
    layout: 'headline',
    style: 'natural',
    width_px: 1280,
    height_px: 720,
    background: '#15181d',
    layers: [],
    sources: {},
    seed: 1,
  }
  const means = { face: 'oswald', ink: '#ffffff', accent: '#ffd84d' }
  const ground = { ...newPicture(empty, 'still-0', { width: 1920, height: 1080 }), id: 'ground' }
  const whole = { x: 0, y: 0, width: 1, height: 1 }
  const words: TextLayer = {
    ...newText(empty, 'Дорога к звёздам', means),
    id: 'words',
    box: { x: 0.1, y: 0.2, width: 0.5, height: 0.3 },
    lines: [
      { text: 'Дорога', x: 0.1, y: 0.3, size: 0.12, colour: '#ffffff', width: 0.3, spans: [] },
      { text: 'к звёздам', x: 0.1, y: 0.45, size: 0.12, colour: '#ffffff', width: 0.4, spans: [] },
    ],
  }
  const shape = { ...newShape(empty, 'arrow', means), id: 'arrow' }
  return { ...empty, layers: [{ ...ground, box: whole, crop: whole }, words, shape] }
}
