import { describe, expect, it, test } from 'vitest'
import { schedulerTitle } from '@/features/painting/schedulers'
import { grouped } from '@/features/painting/presetGroups'
import { mostShare, settled, shareOf, strengthOf } from '@/features/painting/share'
import { hashOf, inkOf } from '@/features/painting/tileInk'
import { emptyWishes, paintingOf, withPreset, type PaintWishes } from '@/features/painting/wishes'
import { makeMenu, makeModel, makePicture, makePreset } from './made'

describe('how much of the video', () => {
  it('is what strength leaves, there and back', () => {
    expect([0, 0.25, 0.45, 0.95].map(strengthOf)).toEqual([1, 0.75, 0.55, 0.05])
    for (const share of [0, 0.05, 0.35, 0.7, 0.95]) expect(shareOf(strengthOf(share))).toBe(share)
  })

  it('never asks for less than one step', () => {
    for (const steps of [1, 2, 4, 8, 20, 30, 150])
      expect(
        Math.floor(strengthOf(mostShare(steps)) * steps + 1e-9),
        `${steps} steps`,
      ).toBeGreaterThanOrEqual(1)
    expect([1, 2, 4, 20, 30].map(mostShare)).toEqual([0, 0.5, 0.75, 0.95, 0.95])
  })

  it('stands on the grid, within its ends', () => {
    expect(settled(0.43, 30)).toBe(0.45)
    expect(settled(0.9, 4)).toBe(0.75)
    expect(settled(-1, 30)).toBe(0)
  })
})

describe('the wishes as the API takes them', () => {
  const asked = (over: Partial<PaintWishes>, menu = makeMenu()) =>
    paintingOf({ ...emptyWishes(), ...over }, menu)

  it('repaint the best stills in turn by default', () => {
    const { painting, pictures } = asked({})
    expect(painting).toMatchObject({
      operation: 'repaint',
      strength: 0.55,
      base: null,
      model: null,
      prompt: null,
    })
    expect(pictures).toEqual({})
  })

  it('of nothing of the video are words alone, and a chosen still is not sent along', () => {
    const { painting, pictures } = asked({ share: 0, base: makePicture(), prompt: ' a lighthouse ' })
    expect(painting).toMatchObject({ operation: 'text', prompt: 'a lighthouse', base: null })
    expect(painting).not.toHaveProperty('strength')
    expect(pictures).toEqual({})
  })

  it('name every picture once', () => {
    const photo = makePicture({ ref: { photo: 'p1' } })
    const drawn = makePicture({ ref: { photo: 'p2' } })
    const { painting, pictures } = asked({
      base: makePicture(),
      looks: [{ kind: 'face', picture: photo, scale: 0.7 }],
      controls: [{ kind: 'pose', from: photo, drawn, scale: 0.9 }],
    })
    expect(pictures).toEqual({
      base: { video: 'video1', still: 2 },
      'look-1': { photo: 'p1' },
      'control-1': { photo: 'p2' },
    })
    expect(painting.base).toBe('base')
    expect(painting.image_prompts).toEqual([{ kind: 'face', picture: 'look-1', scale: 0.7 }])
    expect(painting.controls).toEqual([{ kind: 'pose', picture: 'control-1', scale: 0.9 }])
  })

  it('leave out what the model cannot do and what is not drawn yet', () => {
    const from = makePicture()
    const { painting, pictures } = asked(
      {
        loras: [
          { name: 'ink', weight: 0.5 },
          { name: 'old', weight: 1 },
        ],
        looks: [{ kind: 'style', picture: from, scale: 1 }],
        controls: [
          { kind: 'pose', from, drawn: null, scale: 1 },
          { kind: 'depth', from, drawn: from, scale: 1 },
        ],
        presets: ['oil', 'gone'],
      },
      makeMenu({ models: [makeModel({ operations: ['text'] })] }),
    )
    expect(painting).toMatchObject({
      operation: 'text',
      loras: [{ name: 'ink', weight: 0.5 }],
      image_prompts: [],
      controls: [],
      presets: ['oil'],
    })
    expect(pictures).toEqual({})
  })

  it('widen the picture that was chosen, and only then', () => {
    expect(asked({ widen: true, base: makePicture() }).painting.operation).toBe('outpaint')
    expect(asked({ widen: true, base: null }).painting.operation).toBe('repaint')
  })
})

describe('presets', () => {
  const presets = makeMenu().presets

  it('hold one style and any number of modifiers', () => {
    let chosen = withPreset([], 'oil', presets)
    chosen = withPreset(chosen, 'soft_light', presets)
    chosen = withPreset(chosen, 'gouache', presets)
    expect(chosen).toEqual(['soft_light', 'gouache'])
    expect(withPreset(chosen, 'gouache', presets)).toEqual(['soft_light'])
  })

  it('stop at the most that is taken', () => {
    const many = Array.from({ length: 12 }, (_, n) => makePreset(`m${n}`, { kind: 'modifier' }))
    const all = many.reduce<string[]>((chosen, one) => withPreset(chosen, one.name, many), [])
    expect(all).toHaveLength(8)
  })

  it('are found by title, words or name, whatever the case and ё', () => {
    const all = [
      makePreset('ink', { title: 'Чёрная тушь', group: 'a' }),
      makePreset('fog', { words: 'Morning MIST', group: 'b' }),
    ]
    const found = (sought: string) =>
      grouped(all, sought).flatMap((group) => group.presets.map((one) => one.name))
    expect(found('черная')).toEqual(['ink'])
    expect(found('mist')).toEqual(['fog'])
    expect(found('')).toEqual(['ink', 'fog'])
    // A group keeps its colours while others are filtered away.
    expect(grouped(all, 'mist')[0]).toMatchObject({ name: 'b', at: 1 })
  })

  it('have colours of their own that never change', () => {
    expect(inkOf('oil', 0)).toEqual(inkOf('oil', 0))
    expect(inkOf('oil', 0)).not.toEqual(inkOf('gouache', 0))
    expect(hashOf('oil')).toBe(hashOf('oil'))
  })
})

test('schedulers are written as those who know them write them', () => {
  expect(['euler_a', 'dpm++_2m_sde_karras', 'unipc', 'flow_euler', 'ddim'].map(schedulerTitle)).toEqual([
    'Euler a',
    'DPM++ 2M SDE Karras',
    'UniPC',
    'Flow Euler',
    'DDIM',
  ])
})
