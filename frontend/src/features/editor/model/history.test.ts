import { beforeEach, expect, test } from 'vitest'
import { common, worded } from './edits'
import {
  abandoned,
  begun,
  changed,
  during,
  ended,
  MOST_STEPS,
  packed,
  redone,
  undone,
  type History,
} from './history'
import { keepHistory, keptHistory } from './keeping'
import { madeDesign } from './made'

const design = madeDesign()
const said = (history: History, text: string, at: number, group = 'text:words') =>
  changed(history, worded(history.design, 'words', { text }), 'text', group, at)
const textOf = ({ design }: History) =>
  design.layers.flatMap((one) => (one.type === 'text' ? one.text : []))[0]

beforeEach(() => localStorage.clear())

test('typing is one step, a pause begins another', () => {
  let history = said(said(begun(design), 'Д', 0), 'До', 500)
  expect(history.past).toHaveLength(1)
  history = said(history, 'Дом', 5000)
  expect(textOf(undone(history))).toBe('До')
  expect(textOf(undone(undone(history)))).toBe('Дорога к звёздам')
  expect(textOf(redone(undone(history)))).toBe('Дом')
})

test('a drag is one step, and none when it came to nothing or was given up', () => {
  let history = begun(design)
  for (let by = 1; by < 5; by += 1)
    history = during(history, common(history.design, 'words', { rotation: by }))
  expect(ended(history, 'turn').past).toHaveLength(1)
  expect(abandoned(history)).toMatchObject({ past: [], design })
  expect(ended(during(begun(design), design), 'turn').past).toHaveLength(0)
})

test('fifty steps are kept, and what is done after undoing takes the place of what was undone', () => {
  let history = begun(design)
  for (let step = 0; step < MOST_STEPS + 9; step += 1) history = said(history, String(step), step * 9999)
  expect(history.past).toHaveLength(MOST_STEPS)
  history = said(undone(history), 'anders', 0)
  expect(history.future).toEqual([])
})

test('a history survives the page, each layer written once', () => {
  const history = undone(said(said(begun(design), 'eins', 0), 'zwei', 9999))
  keepHistory('draft', history, 3)
  expect(packed(history).layers).toHaveLength(5)
  const kept = keptHistory('draft', { revision: 3, design: history.design })
  expect(kept).toEqual({ history, unsaved: false })
  expect(textOf(redone(kept.history))).toBe('zwei')
  expect(textOf(undone(kept.history))).toBe('Дорога к звёздам')
})

test('what was not saved comes back, what was saved elsewhere is one more step', () => {
  keepHistory('draft', said(begun(design), 'mein', 0), 3)
  expect(keptHistory('draft', { revision: 3, design })).toMatchObject({ unsaved: true })
  const other = worded(design, 'words', { text: 'ihr' })
  const { history, unsaved } = keptHistory('draft', { revision: 4, design: other })
  expect([textOf(history), unsaved, textOf(undone(history))]).toEqual(['ihr', false, 'mein'])
})

test('of many drafts the one left longest ago is forgotten, and nonsense is none', () => {
  for (let n = 0; n < 8; n += 1) keepHistory(`d${n}`, begun(design), 1)
  expect(localStorage.length).toBe(6)
  localStorage.setItem('masthead.editor.x', '{"at":1,')
  expect(keptHistory('x', { revision: 1, design }).history.design).toBe(design)
})
