import { expect, test } from 'vitest'
import { cropFor } from './geometry'
import { middleBox, newLogo } from './adding'
import type { TextLayer } from './design'
import {
  alike,
  common,
  duplicated,
  emphasised,
  inkOf,
  inserted,
  patched,
  removed,
  reordered,
  withSetTexts,
  worded,
  wordsOf,
} from './edits'
import { madeDesign } from './made'

const design = madeDesign()
const ids = (of: typeof design) => of.layers.map((one) => one.id)
const words = (of: typeof design) => of.layers.find((one) => one.type === 'text') as TextLayer

test('layers are put in, copied, moved in the order and taken out', () => {
  const copy = duplicated(design, 'words')!
  expect(ids(copy.design)).toEqual(['ground', 'words', 'text-1', 'arrow'])
  expect(ids(reordered(design, 'ground', 9))).toEqual(['words', 'arrow', 'ground'])
  expect(reordered(design, 'arrow', 2)).toBe(design)
  expect(ids(removed(design, 'words'))).toEqual(['ground', 'arrow'])
  const logo = newLogo(design, 'f'.repeat(64), { width: 400, height: 100 })
  expect(ids(inserted(design, logo))).toEqual(['ground', 'words', 'arrow', 'logo-1'])
})

test('a change touches its layer only, and a layer of another type not at all', () => {
  const next = patched(design, 'words', 'text', { tracking: 0.1 })
  expect(next.layers.map((layer, at) => layer === design.layers[at])).toEqual([true, false, true])
  expect(patched(design, 'arrow', 'text', { tracking: 0.1 })).toBe(design)
})

test('other words keep the emphasis they still hold, and can always be set', () => {
  const first = { ...words(design), setting: null, colour: null }
  const old = { ...design, layers: [first] }
  const strong = emphasised(emphasised(old, 'words', 'звёздам'), 'words', 'Дорога')
  expect(words(strong)).toMatchObject({ emphasis: 'звёздам Дорога', colour: '#ffffff' })
  const other = words(worded(strong, 'words', { text: 'К звёздам!' }))
  expect(other.emphasis).toBe('звёздам')
  expect(other.setting?.max_lines).toBe(2)
  expect(wordsOf('«Да» — да, 42!')).toEqual(['Да', 'да', '42'])
})

test('a name, a lock or an eye changes no pixel', () => {
  const other = common(design, 'words', { name: 'Titel', locked: true, visible: false })
  expect(inkOf(words(other))).toBe(inkOf(words(design)))
  expect(inkOf(words(worded(design, 'words', { text: 'x' })))).not.toBe(inkOf(words(design)))
})

test('words set by the server are taken over where nobody has typed on meanwhile', () => {
  const answered = patched(design, 'words', 'text', { lines: [] })
  expect(words(withSetTexts(design, design, answered)).lines).toEqual([])
  const typed = worded(design, 'words', { text: 'weiter' })
  expect(withSetTexts(typed, design, answered)).toBe(typed)
  expect(withSetTexts(design, design, structuredClone(design))).toBe(design)
})

test('the order of fields means nothing, their values do', () => {
  expect(alike({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toBe(true)
  expect(alike({ a: 1 }, { a: 1, b: undefined })).toBe(false)
  expect(alike([1, 2], [2, 1])).toBe(false)
})

test('what is added keeps its proportions on every canvas', () => {
  for (const [width, height] of [
    [1280, 720],
    [800, 800],
    [2204, 864],
  ] as const) {
    const box = middleBox({ ...design, width_px: width, height_px: height }, 0.4, 2)
    expect((box.width * width) / (box.height * height)).toBeCloseTo(2)
    const crop = cropFor({ width: 1920, height: 1080 }, box, { width, height })
    expect((crop.width * 1920) / (crop.height * 1080)).toBeCloseTo(2)
  }
})
