import { describe, expect, it } from 'vitest'
import { Mask, MaskHistory, union, type Brush } from '@/features/painting/mask'
import { greyed, inked } from '@/features/painting/maskInk'

const hard: Brush = { sizePx: 6, soft: 0, erase: false }
const at = (mask: Mask, x: number, y: number) => mask.data[y * mask.width + x]!

describe('a mask', () => {
  it('is marked where the brush went, and nowhere else', () => {
    const mask = new Mask(40, 20)
    const rect = mask.line({ x: 10, y: 10 }, { x: 30, y: 10 }, hard)
    expect([at(mask, 10, 10), at(mask, 20, 10), at(mask, 30, 10)]).toEqual([255, 255, 255])
    expect([at(mask, 20, 4), at(mask, 20, 16), at(mask, 4, 10)]).toEqual([0, 0, 0])
    expect(rect).toEqual({ x: 7, y: 7, width: 26, height: 6 })
  })

  it('fades towards the edge of a soft brush, and no harder for going there twice', () => {
    const soft: Brush = { sizePx: 20, soft: 1, erase: false }
    const mask = new Mask(40, 40)
    mask.line({ x: 20, y: 20 }, { x: 20, y: 20 }, soft)
    const [inner, outer] = [at(mask, 22, 20), at(mask, 27, 20)]
    expect(inner).toBeGreaterThan(outer)
    expect(outer).toBeGreaterThan(0)
    mask.line({ x: 20, y: 20 }, { x: 20, y: 20 }, soft)
    expect(at(mask, 27, 20)).toBe(outer)
  })

  it('is erased by the same brush', () => {
    const mask = new Mask(20, 20)
    mask.line({ x: 10, y: 10 }, { x: 10, y: 10 }, { ...hard, sizePx: 12 })
    mask.line({ x: 10, y: 10 }, { x: 10, y: 10 }, { ...hard, erase: true })
    expect(at(mask, 10, 10)).toBe(0)
    expect(at(mask, 14, 10)).toBe(255)
  })

  it('takes strokes over its border, and none beyond it', () => {
    const mask = new Mask(10, 10)
    expect(mask.line({ x: -2, y: 5 }, { x: 2, y: 5 }, hard)).toEqual({ x: 0, y: 2, width: 5, height: 6 })
    expect(mask.line({ x: -20, y: 5 }, { x: -10, y: 5 }, hard)).toBeNull()
  })

  it('knows how much is marked, turned round and emptied', () => {
    const mask = new Mask(10, 10)
    expect(mask.isEmpty()).toBe(true)
    mask.invert()
    expect(mask.coverage()).toBe(1)
    mask.clear()
    expect(mask.isEmpty()).toBe(true)
  })

  it('is written in the size of its picture, opaque, white where to paint', () => {
    const mask = new Mask(3, 2)
    mask.data.set([0, 255, 0, 128, 0, 0])
    const bytes = greyed(mask)
    expect(bytes).toHaveLength(3 * 2 * 4)
    expect([...bytes.slice(4, 8)]).toEqual([255, 255, 255, 255])
    expect([...bytes.slice(12, 16)]).toEqual([128, 128, 128, 255])
    expect([...inked(mask, { x: 0, y: 0, width: 1, height: 1 })]).toEqual([0, 0, 0, 0])
    expect(inked(mask, { x: 1, y: 0, width: 1, height: 1 })[3]).toBeGreaterThan(120)
  })
})

describe('what was done to a mask', () => {
  const stroke = (mask: Mask, history: MaskHistory, x: number) => {
    history.begin()
    history.commit(mask.line({ x, y: 10 }, { x, y: 10 }, hard))
  }

  it('is taken back and done again, step by step', () => {
    const mask = new Mask(40, 20)
    const history = new MaskHistory(mask)
    stroke(mask, history, 8)
    stroke(mask, history, 30)
    history.undo()
    expect([at(mask, 8, 10), at(mask, 30, 10)]).toEqual([255, 0])
    history.undo()
    expect(mask.isEmpty()).toBe(true)
    expect(history.canUndo).toBe(false)
    history.redo()
    history.redo()
    expect([at(mask, 8, 10), at(mask, 30, 10)]).toEqual([255, 255])
    expect(history.canRedo).toBe(false)
  })

  it('counts a whole stroke as one step, however many pieces it has', () => {
    const mask = new Mask(40, 20)
    const history = new MaskHistory(mask)
    history.begin()
    let touched = null
    for (let x = 5; x < 30; x += 5)
      touched = union(touched, mask.line({ x, y: 10 }, { x: x + 5, y: 10 }, hard))
    history.commit(touched)
    history.undo()
    expect(mask.isEmpty()).toBe(true)
  })

  it('forgets the way forward once something else is done', () => {
    const mask = new Mask(40, 20)
    const history = new MaskHistory(mask)
    stroke(mask, history, 8)
    history.undo()
    stroke(mask, history, 30)
    expect(history.canRedo).toBe(false)
  })

  it('has no step for what changed nothing', () => {
    const mask = new Mask(40, 20)
    const history = new MaskHistory(mask)
    stroke(mask, history, 8)
    stroke(mask, history, 8)
    history.undo()
    expect(mask.isEmpty()).toBe(true)
  })

  it('has no trace of a stroke that was not meant', () => {
    const mask = new Mask(40, 20)
    const history = new MaskHistory(mask)
    stroke(mask, history, 8)
    history.begin()
    history.abandon(mask.line({ x: 30, y: 10 }, { x: 30, y: 10 }, hard))
    expect([at(mask, 8, 10), at(mask, 30, 10)]).toEqual([255, 0])
    expect(history.canRedo).toBe(false)
    history.undo()
    expect(mask.isEmpty()).toBe(true)
  })

  it('drops the oldest steps when they take too much room, never the last', () => {
    const mask = new Mask(40, 20)
    const history = new MaskHistory(mask, 200)
    for (const x of [5, 15, 25, 35]) stroke(mask, history, x)
    let steps = 0
    while (history.undo()) steps += 1
    expect(steps).toBeGreaterThanOrEqual(1)
    expect(steps).toBeLessThan(4)
  })
})
