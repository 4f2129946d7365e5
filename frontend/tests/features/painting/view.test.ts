import { describe, expect, it } from 'vitest'
import { fitted, moved, onPicture, pinched, pinchOf, zoomed } from '@/features/painting/view'
import { widening } from '@/features/painting/widen'

const stage = { width: 800, height: 600 }
const picture = { width: 1600, height: 900 }

describe('the view of a picture', () => {
  it('shows all of it in the middle', () => {
    const view = fitted(stage, picture)
    expect(view.scale).toBeCloseTo(752 / 1600)
    expect(onPicture(view, { x: 400, y: 300 })).toEqual({ x: 800, y: 450 })
  })

  it('zooms about the point that is pointed at', () => {
    const view = fitted(stage, picture)
    const before = onPicture(view, { x: 200, y: 250 })
    const after = onPicture(zoomed(view, 3, { x: 200, y: 250 }, stage, picture), { x: 200, y: 250 })
    expect(after.x).toBeCloseTo(before.x)
    expect(after.y).toBeCloseTo(before.y)
  })

  it('ends somewhere, near and far', () => {
    const view = fitted(stage, picture)
    const middle = { x: 400, y: 300 }
    expect(zoomed(view, 1000, middle, stage, picture).scale).toBe(8)
    expect(zoomed(view, 0.001, middle, stage, picture).scale).toBeCloseTo(view.scale / 2)
  })

  it('keeps the picture in sight', () => {
    const far = moved(fitted(stage, picture), { x: 99_999, y: -99_999 }, stage, picture)
    expect(far.x).toBe(stage.width - 64)
    expect(far.y + picture.height * far.scale).toBeCloseTo(64)
  })

  it('drags and zooms with two fingers', () => {
    const view = fitted(stage, picture)
    const from = pinchOf({ x: 300, y: 300 }, { x: 500, y: 300 })
    const to = pinchOf({ x: 250, y: 340 }, { x: 650, y: 340 })
    const after = pinched(view, from, to, stage, picture)
    expect(after.scale).toBeCloseTo(view.scale * 2)
    // What was between the fingers is there still.
    const held = onPicture(view, from.middle)
    expect(onPicture(after, to.middle).x).toBeCloseTo(held.x)
    expect(onPicture(after, to.middle).y).toBeCloseTo(held.y)
  })
})

describe('widening', () => {
  it('tells how much is painted beside a still that becomes a banner', () => {
    const wide = widening({ width: 1280, height: 720 }, 2204 / 864)!
    expect(wide.sides).toBe('beside')
    expect(wide.canvas).toEqual({ width: 1837, height: 720 })
    expect(wide.addedPx).toBe(557)
    expect(wide.picture).toEqual({ x: 279, y: 0, width: 1280, height: 720 })
  })

  it('paints above and below for an avatar, and nothing where the shape is the same', () => {
    expect(widening({ width: 1280, height: 720 }, 1)).toMatchObject({ sides: 'above', addedPx: 560 })
    expect(widening({ width: 1280, height: 720 }, 16 / 9)).toBeNull()
    expect(widening({ width: 1280, height: 728 }, 16 / 9)).toBeNull()
  })
})
