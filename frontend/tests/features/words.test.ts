import { describe, expect, it } from 'vitest'
import { STYLES } from '@/features/workbench/brief'
import { i18n } from '@/i18n'

const { t, te, locale } = i18n.global

describe('words', () => {
  it('count videos and shots as Russian does', () => {
    locale.value = 'ru'
    const shots = (n: number) => t('video.shots', { n }, n)
    expect([0, 1, 3, 5, 11, 21].map(shots)).toEqual([
      'сцен нет',
      '1 сцена',
      '3 сцены',
      '5 сцен',
      '11 сцен',
      '21 сцена',
    ])
    expect(t('library.count', { n: 0 }, 0)).toBe('пока нет видео')
  })

  it('count them as English does', () => {
    locale.value = 'en'
    expect([0, 1, 2].map((n) => t('library.count', { n }, n))).toEqual([
      'no videos yet',
      '1 video',
      '2 videos',
    ])
  })

  it.each(['ru', 'en'] as const)('name every style, state of a version and act (%s)', (language) => {
    locale.value = language
    const needed = [
      ...STYLES.map((style) => `workbench.styles.${style}`),
      ...['draft', 'in_review', 'approved', 'changes_requested', 'rejected', 'published', 'retired'].map(
        (state) => `state.${state}`,
      ),
      ...['in_review', 'approved', 'changes_requested', 'rejected', 'published', 'retired'].map(
        (state) => `workbench.standing.${state}`,
      ),
      ...['publish', 'submit', 'restore', 'retire'].map((act) => `workbench.act.${act}`),
      ...['published', 'held', 'approved'].map((outcome) => `workbench.outcome.${outcome}`),
      ...['sending', 'queued', 'paused', 'offline'].map((state) => `library.upload.${state}`),
      ...['uploading', 'waiting', 'reading', 'unusable'].map((state) => `video.waiting.${state}`),
    ]
    expect(needed.filter((key) => !te(key))).toEqual([])
  })
})
