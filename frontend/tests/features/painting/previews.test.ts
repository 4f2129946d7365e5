import { describe, expect, it } from 'vitest'
import { withPreview, type Previews } from '@/features/workbench/previews'
import { wallOf } from '@/features/workbench/wall'
import { makeJob, makeVersion } from '../made'

const told = (over: object) => ({
  team_id: 't',
  job_id: 'j1',
  index: 0,
  step: 1,
  steps: 30,
  image: 'data:image/webp;base64,AA',
  ...over,
})
const after = (...events: object[]) =>
  events.reduce<Previews>((previews, event) => withPreview(previews, told(event)), {})

describe('previews', () => {
  it('sharpen each candidate by itself', () => {
    const previews = after(
      { step: 3, image: 'a' },
      { index: 1, step: 3, image: 'b' },
      { step: 9, image: 'c' },
    )
    expect(previews.j1).toEqual({
      0: { image: 'c', step: 9, steps: 30 },
      1: { image: 'b', step: 3, steps: 30 },
    })
  })

  it('never go back by a late one', () => {
    expect(after({ step: 12, image: 'new' }, { step: 11, image: 'late' }).j1![0]!.image).toBe('new')
  })

  it('follow a picture that was begun anew', () => {
    expect(after({ step: 25, image: 'lost' }, { step: 2, image: 'again' }).j1![0]!.image).toBe('again')
    expect(after({ step: 25, image: 'a' }, { step: 20, steps: 50, image: 'b' }).j1![0]!.image).toBe('b')
  })

  it('of long finished jobs are let go', () => {
    const previews = after(...Array.from({ length: 9 }, (_, n) => ({ job_id: `j${n}` })))
    expect(Object.keys(previews)).toEqual(['j5', 'j6', 'j7', 'j8'])
  })

  it('stand in the places of what is still being painted', () => {
    const job = makeJob({ state: 'running', count: 3 })
    const previews = after(
      { index: 0, step: 30, image: 'done' },
      { index: 1, image: 'b' },
      { index: 2, image: 'c' },
    )
    const [batch] = wallOf([makeVersion({ candidate_of: 'j1' })], [job], {}, previews)
    expect(batch!.tiles.map((tile) => (tile.kind === 'painting' ? tile.preview?.image : tile.kind))).toEqual([
      'version',
      'b',
      'c',
    ])
  })
})
