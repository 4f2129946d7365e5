import { describe, expect, it } from 'vitest'
import { briefLike, emptyBrief, headlineFrom, wishesOf } from '@/features/workbench/brief'
import { recipeFacts } from '@/features/workbench/recipe'
import { makeJob, makeVersion } from './made'

describe('the brief', () => {
  it.each([
    ['Как я построил дом | Влог #12', 'Как я построил дом'],
    ['Утро в лесу #лес #утро', 'Утро в лесу'],
    ['#shorts', '#shorts'],
    ['A — B', 'A — B'],
  ])('starts from the title: %s → %s', (title, headline) => expect(headlineFrom(title)).toBe(headline))

  it('puts the channel’s name on a banner and no words on an avatar', () => {
    expect(emptyBrief('avatar', 'Лесной канал').headline).toBe('')
    expect(emptyBrief('banner', 'Лесной канал').headline).toBe('Лесной канал')
  })

  it('sends trimmed wishes, with null for "decide for me"', () => {
    const brief = { ...emptyBrief('cover', 'Лес'), headline: '  Лес  ', text: ' поярче ' }
    expect(wishesOf(brief)).toEqual({
      headline: 'Лес',
      style: null,
      face: null,
      text: 'поярче',
      layout: null,
    })
  })

  it('takes over the wishes that made a version, and its own style and words', () => {
    const job = makeJob({
      wishes: { headline: '', style: null, face: true, text: 'без людей', layout: null },
    })
    const brief = briefLike(makeVersion({ style: 'noir', headline: 'Тихо' }), job, emptyBrief('cover', 'Лес'))
    expect(brief).toMatchObject({ headline: 'Тихо', style: 'noir', face: true, text: 'без людей', count: 4 })
  })
})

describe('a recipe in words', () => {
  it('finds moments wherever the schema keeps them, each once and in order', () => {
    const recipe = {
      painter: 'collage',
      seed: 7,
      sources: [{ at_s: 9 }, { stills: [{ at_s: 2.5 }, { at_s: 9 }] }, { at_s: 0, still: -1 }],
    }
    expect(recipeFacts(recipe)).toEqual({ painter: 'collage', seed: 7, momentsS: [2.5, 9] })
  })

  it('says nothing of what is not there', () => {
    expect(recipeFacts({ sources: 'elsewhere' })).toEqual({ painter: null, seed: null, momentsS: [] })
  })
})
