import { beforeEach, expect, test, vi } from 'vitest'
import { Problem } from '@/api/problem'
import type { Design } from './design'
import { Drawing, type Answer } from './drawing'
import { common, worded } from './edits'
import { movedBy } from './geometry'
import { madeDesign } from './made'
import { withLayer } from './edits'

const box = { x: 0, y: 0, width: 1, height: 1 }
const design = madeDesign()
type Call = { design: Design; ids: string[]; give: () => void; refuse: (problem: Problem) => void }

let calls: Call[]
let settled: number
let drawing: Drawing<string>
beforeEach(() => {
  vi.useFakeTimers()
  calls = []
  settled = 0
  drawing = new Drawing<string>({
    draw: (asked, ids, fine) =>
      new Promise<Answer<string>>((resolve, reject) => {
        const layers = ids.map((id) => ({ id, box, image: `${id}:${calls.length}${fine ? ' fine' : ''}` }))
        calls.push({ design: asked, ids, give: () => resolve({ design: asked, layers }), refuse: reject })
      }),
    drawn: () => undefined,
    changed: () => undefined,
    settled: () => (settled += 1),
    blamed: (problem) => problem.fields.layer?.[0]?.message ?? null,
  })
})
const pass = (ms = 40) => vi.advanceTimersByTimeAsync(ms)
const image = (id: string) => drawing.sprites.get(id)?.image

test('only what changed is asked for, one question at a time, and the latest wins', async () => {
  drawing.show(design)
  await pass()
  expect(calls.map((call) => call.ids)).toEqual([['ground', 'words', 'arrow']])
  const typed = worded(design, 'words', { text: 'Д' })
  drawing.show(typed)
  drawing.show(worded(typed, 'words', { text: 'До' }))
  await pass()
  expect(calls).toHaveLength(1)
  calls[0]!.give()
  await pass()
  expect(calls.map((call) => call.ids)).toEqual([['ground', 'words', 'arrow'], ['words']])
  expect(image('words')).toBe(undefined)
  calls[1]!.give()
  await pass()
  expect(image('words')).toBe('words:1')
  expect(settled).toBe(1)
})

test('what was seen before is there at once when it is undone', async () => {
  drawing.show(design)
  await pass()
  calls[0]!.give()
  await pass()
  drawing.show(worded(design, 'words', { text: 'neu' }))
  await pass()
  calls[1]!.give()
  await pass()
  drawing.show(design)
  expect(image('words')).toBe('words:0')
  await pass()
  expect(calls).toHaveLength(2)
})

test('what was drawn quickly is drawn finely once the hand rests', async () => {
  drawing.show(design)
  await pass()
  calls[0]!.give()
  await pass(600)
  expect(calls[1]!.ids).toEqual(['ground', 'words', 'arrow'])
  calls[1]!.give()
  await pass(2000)
  expect([image('words'), calls.length, settled]).toEqual(['words:1 fine', 2, 1])
})

test('while a hand holds a layer nothing is asked, and its old pixels stay', async () => {
  drawing.show(design)
  await pass()
  calls[0]!.give()
  await pass()
  const moved = withLayer(design, 'words', (layer) => movedBy(layer, 0.1, 0))
  drawing.show(moved, true)
  await pass()
  expect(calls).toHaveLength(1)
  expect(drawing.sprites.get('words')).toMatchObject({ image: 'words:0', layer: design.layers[1] })
  drawing.show(moved)
  await pass()
  expect(calls[1]!.ids).toEqual(['words'])
})

test('a layer that cannot be drawn is marked and left out; the others come', async () => {
  drawing.show(design)
  await pass()
  const message = [{ code: 'x', message: 'ground' }]
  calls[0]!.refuse(new Problem({ code: 'picture_gone', status: 422, fields: { layer: message } }))
  await pass()
  expect(calls[1]!.design.layers.map((one) => one.id)).toEqual(['words', 'arrow'])
  calls[1]!.give()
  await pass()
  expect(drawing.broken.get('ground')?.problem.code).toBe('picture_gone')
  drawing.show(common(design, 'ground', { opacity: 0.5 }))
  await pass()
  expect(calls[2]!.ids).toEqual(['ground'])
})

test('without an answer it asks again, later and later, and says so; refused for good it waits', async () => {
  drawing.show(design)
  await pass()
  calls[0]!.refuse(new Problem({ code: 'offline' }))
  await pass(900)
  expect([calls.length, drawing.problem]).toEqual([1, null])
  await pass(200)
  calls[1]!.refuse(new Problem({ code: 'offline' }))
  await pass(2100)
  expect([calls.length, drawing.problem?.code]).toEqual([3, 'offline'])
  calls[2]!.refuse(new Problem({ code: 'design_newer', status: 422 }))
  await pass(20_000)
  expect(calls).toHaveLength(3)
  drawing.again()
  await pass()
  expect(calls).toHaveLength(4)
})
