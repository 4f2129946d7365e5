import { describe, expect, it } from 'vitest'
import { recipeParts, replayOf, type Speech } from '@/features/painting/recipeWords'
import { keptOptions, REWORKS, reworksFor } from '@/features/painting/reworks'
import { makeVersion } from '../../factories'

const say: Speech = {
  named: (group, name) => `${group}:${name}`,
  number: String,
  percent: (fraction) => `${Math.round(fraction * 100)} %`,
}
const recipe = {
  schema_version: 1,
  seed: 7,
  wishes: { text: 'Brighter' },
  options: { operation: 'repaint', presets: ['oil'], model: 'sdxl' },
  record: {
    numbers: {
      operation: 'repaint',
      prompt: 'oil painting, a forest',
      negative: 'text',
      seed: 4242,
      width_px: 1344,
      height_px: 768,
      steps: 30,
      guidance: 6.5,
      scheduler: 'unipc',
      strength: 0.55,
      loras: [{ name: 'ink', weight: 0.5 }],
      controls: [{ kind: 'pose', model: 'openpose', scale: 0.8 }],
      looks: [],
    },
    models: [
      { part: 'base', name: 'sdxl', revision: 'abc1', sha256: '0123456789abcdef' },
      { part: 'lora', name: 'ink', revision: '', sha256: 'fedcba9876543210' },
    ],
    inputs: [{ role: 'base', sha256: 'aa', width_px: 1344, height_px: 768 }],
    batch: { place: 1, seeds: [4241, 4242] },
    setup: { device: 'cuda', device_name: 'H200', dtype: 'float16', libraries: { torch: '2.13.0' } },
  },
}

describe('a recipe in words', () => {
  const parts = recipeParts(recipe, say)
  const valueOf = (part: string, name: string) =>
    parts.find((one) => one.part === part)?.lines.find((line) => line.name === name)?.value

  it('says what was asked, with the words that the model really read', () => {
    expect(valueOf('asked', 'operation')).toBe('operations:repaint')
    expect(valueOf('asked', 'prompt')).toBe('oil painting, a forest')
    expect(valueOf('asked', 'presets')).toBe('presets:oil')
  })

  it('gives the numbers that were used, and the picture’s own seed', () => {
    expect(valueOf('numbers', 'size')).toBe('1344 × 768')
    expect(valueOf('numbers', 'strength')).toBe('55 %')
    expect(valueOf('numbers', 'seed')).toBe('4242')
  })

  it('names models with revision and the beginning of their hash, LoRAs with their weight', () => {
    expect(valueOf('models', 'as.base')).toBe('sdxl (abc1, 0123456789)')
    expect(valueOf('models', 'as.lora')).toBe('ink · 50 % (fedcba9876)')
  })

  it('tells by which pictures and where', () => {
    expect(valueOf('pictures', 'controls')).toBe('controlsKinds:pose · 80 %')
    expect(valueOf('pictures', 'base')).toBe('1344 × 768')
    expect(valueOf('place', 'device')).toBe('H200, float16')
    expect(valueOf('place', 'batch')).toBe('2 / 2')
  })

  it('leaves out strength where nothing was painted over', () => {
    const text = { record: { numbers: { operation: 'text', strength: 1, steps: 4 } } }
    const names = recipeParts(text, say).flatMap((part) => part.lines.map((line) => line.name))
    expect(names).toEqual(['operation', 'steps'])
  })

  it('makes do with any recipe', () => {
    expect(recipeParts({}, say)).toEqual([])
    expect(recipeParts({ record: 'gone', options: null, seed: 'x' }, say)).toEqual([])
    expect(recipeParts({ seed: 5 }, say)[0]!.lines).toEqual([{ name: 'seed', value: '5' }])
  })

  it('tells of a version made again only where it was', () => {
    expect(replayOf({ of: 'v1', identical: true, drift: null, changes: null })).toEqual({
      degree: 'identical',
      changes: '',
    })
    expect(
      replayOf({ of: 'v1', identical: false, drift: 'invisible', changes: 'torch 2.13 → 2.14' }),
    ).toEqual({
      degree: 'invisible',
      changes: 'torch 2.13 → 2.14',
    })
    expect(replayOf({ identical: false, drift: null })?.degree).toBe('visible')
    expect(replayOf(null)).toBeNull()
  })
})

describe('what may be made further', () => {
  const picture = (width_px: number, height_px: number) => ({ url: '/b.png', width_px, height_px })
  const all = [...REWORKS].reverse()

  it('is what the server allows, in the order of the page', () => {
    const narrow = makeVersion({ reworks: all, picture: picture(720, 720) })
    expect(reworksFor(narrow)).toEqual(REWORKS)
    expect(reworksFor(makeVersion({ reworks: ['upscale', 'more'] }))).toEqual(['more', 'upscale'])
  })

  it('has no widening of a picture that fills its shape already', () => {
    const filled = makeVersion({ reworks: all, picture: picture(1344, 756) })
    expect(reworksFor(filled)).toEqual(REWORKS.filter((one) => one !== 'outpaint'))
  })

  it('keeps model, styles and words of what is painted on, not its pictures', () => {
    const options = { model: 'sdxl', prompt: null, base: 'base', steps: 4 }
    expect(keptOptions(makeVersion({ recipe: { options } }))).toEqual({ model: 'sdxl', prompt: null })
    expect(keptOptions(makeVersion({ recipe: {} }))).toEqual({})
  })
})
