import type { Box, Design, Layer, Size } from './design'
import { aroundOf, fillsCanvas } from './geometry'

/** What a line stands for; the page draws them differently. */
export type LineKind = 'middle' | 'third' | 'margin' | 'zone' | 'layer' | 'edge'
export interface Line {
  at: number
  kind: LineKind
}
export interface Lines {
  x: Line[]
  y: Line[]
}

/** The share of the shorter side that is left free all around. */
export const MARGIN = 0.05

export interface Zones {
  safe: Box | null
  clear: Box[]
}

const edges = (start: number, length: number, kind: LineKind): Line[] => [
  { at: start, kind },
  { at: start + length, kind },
]

/** Everything that the layer `id` may snap to, in fractions of the canvas. */
export function linesOf(design: Design, id: string | null, zones: Zones): Lines {
  const canvas = { width: design.width_px, height: design.height_px }
  const margin = MARGIN * Math.min(canvas.width, canvas.height)
  const along = (length: number): Line[] => [
    { at: 0.5, kind: 'middle' },
    { at: 1 / 3, kind: 'third' },
    { at: 2 / 3, kind: 'third' },
    ...edges(margin / length, 1 - (2 * margin) / length, 'margin'),
    ...edges(0, 1, 'edge'),
  ]
  const lines: Lines = { x: along(canvas.width), y: along(canvas.height) }
  for (const zone of [zones.safe, ...zones.clear]) {
    if (!zone) continue
    lines.x.push(...edges(zone.x, zone.width, 'zone').filter(inside))
    lines.y.push(...edges(zone.y, zone.height, 'zone').filter(inside))
  }
  for (const layer of design.layers) {
    if (layer.id === id || !layer.visible || fillsCanvas(layer)) continue
    const box = aroundOf(layer, canvas)
    lines.x.push(...edges(box.x, box.width, 'layer'), { at: box.x + box.width / 2, kind: 'layer' })
    lines.y.push(...edges(box.y, box.height, 'layer'), { at: box.y + box.height / 2, kind: 'layer' })
  }
  return lines
}
const inside = ({ at }: Line) => at > 0.001 && at < 0.999

export interface Snap {
  /** What is to be added, in fractions. */
  by: number
  line: Line | null
}

/** The nearest of `lines` to any of `places` within `reach`; of two equally near the first named wins. */
export function nearest(places: readonly number[], lines: readonly Line[], reach: number): Snap {
  let best: Snap = { by: 0, line: null }
  let distance = reach
  for (const line of lines)
    for (const place of places)
      if (Math.abs(line.at - place) < distance) {
        distance = Math.abs(line.at - place)
        best = { by: line.at - place, line }
      }
  return best
}

export interface Snapped {
  dx: number
  dy: number
  x: Line | null
  y: Line | null
}

/** How a box that is being moved is drawn to the lines around it; `reachPx` in pixels of the canvas. */
export function snapMoved(box: Box, lines: Lines, canvas: Size, reachPx: number): Snapped {
  const across = nearest([box.x + box.width / 2, box.x, box.x + box.width], lines.x, reachPx / canvas.width)
  const down = nearest([box.y + box.height / 2, box.y, box.y + box.height], lines.y, reachPx / canvas.height)
  return { dx: across.by, dy: down.by, x: across.line, y: down.line }
}

/** A single place of an edge that is being pulled. */
export const snapEdge = (at: number, lines: readonly Line[], length: number, reachPx: number): Snap =>
  nearest([at], lines, reachPx / length)

/** The uppermost layer that can be grasped at a point of the canvas: visible, not locked, and there. */
export function layerAt(design: Design, x: number, y: number): Layer | undefined {
  const canvas = { width: design.width_px, height: design.height_px }
  return [...design.layers]
    .reverse()
    .find(
      (layer) => layer.visible && !layer.locked && isAt(layer, x * canvas.width, y * canvas.height, canvas),
    )
}

function isAt(layer: Layer, x: number, y: number, canvas: Size): boolean {
  if (layer.type === 'texture' || (layer.type === 'gradient' && fillsCanvas(layer))) return false
  const box = aroundOf({ ...layer, rotation: 0 }, canvas)
  const middle = { x: (box.x + box.width / 2) * canvas.width, y: (box.y + box.height / 2) * canvas.height }
  const angle = (-layer.rotation * Math.PI) / 180
  const [dx, dy] = [x - middle.x, y - middle.y]
  const across = Math.abs(dx * Math.cos(angle) - dy * Math.sin(angle))
  const down = Math.abs(dx * Math.sin(angle) + dy * Math.cos(angle))
  return across <= (box.width * canvas.width) / 2 && down <= (box.height * canvas.height) / 2
}
