import { expect, test } from 'vitest'
import { withLayer } from './edits'
import { madeDesign } from './made'
import { layerAt, linesOf, snapEdge, snapMoved } from './snap'

const canvas = { width: 1280, height: 720 }
const design = madeDesign()
const zones = {
  safe: { x: 0.2, y: 0, width: 0.6, height: 1 },
  clear: [{ x: 0.8, y: 0.85, width: 0.2, height: 0.15 }],
}

test('a layer is drawn to the middle, the zones and other layers, and not to itself or the ground', () => {
  const lines = linesOf(design, 'words', zones)
  const kinds = (axis: 'x' | 'y') => [...new Set(lines[axis].map((line) => line.kind))].sort()
  expect(kinds('x')).toEqual(['edge', 'layer', 'margin', 'middle', 'third', 'zone'])
  expect(lines.x.filter((line) => line.kind === 'layer')).toHaveLength(3)
  expect(lines.y.filter((line) => line.kind === 'zone').map((line) => line.at)).toEqual([0.85])
})

test('what is nearly in the middle comes to lie there, and the line is told', () => {
  const lines = linesOf(design, 'words', { safe: null, clear: [] })
  const snapped = snapMoved({ x: 0.247, y: 0.1, width: 0.5, height: 0.13 }, lines, canvas, 8)
  expect(snapped.x?.kind).toBe('middle')
  expect(snapped.dx).toBeCloseTo(0.003)
  expect(snapped).toMatchObject({ dy: 0, y: null })
})

test('beyond its reach nothing pulls', () => {
  const lines = linesOf(design, 'words', zones)
  expect(snapEdge(0.51, lines.x, canvas.width, 20).by).toBeCloseTo(-0.01)
  expect(snapEdge(0.55, lines.x, canvas.width, 20)).toEqual({ by: 0, line: null })
})

test('the uppermost layer at a point is the one that is meant', () => {
  expect(layerAt(design, 0.3, 0.3)?.id).toBe('words')
  expect(layerAt(design, 0.05, 0.9)?.id).toBe('ground')
  const locked = withLayer(design, 'words', (layer) => ({ ...layer, locked: true }))
  expect(layerAt(locked, 0.3, 0.3)?.id).toBe('ground')
  const turned = withLayer(design, 'words', (layer) => ({ ...layer, rotation: 90 }))
  expect(layerAt(turned, 0.35, 0.7)?.id).toBe('words')
})
