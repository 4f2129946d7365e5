import { describe, expect, it } from 'vitest'
import { i18n, showLanguage, type Bilingual, type Messages } from '@/i18n'
import { formatAgo, formatBytes, formatDuration } from '@/i18n/format'
import {
  browserLanguages,
  firstLanguage,
  languageAfterSignIn,
  rememberLanguage,
  useLanguageRef,
} from '@/i18n/language'
import { russianPlural } from '@/i18n/plural'
import { STATES } from '@/ui/states'

function flat(messages: Messages, prefix = ''): [string, string][] {
  return Object.entries(messages).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flat(value, `${prefix}${key}.`),
  )
}

const slots = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()
const parts = import.meta.glob<Bilingual>(
  ['../src/features/*/messages.ts', '../src/features/*/messages.late.ts', '../src/ui/messages.ts'],
  { eager: true, import: 'default' },
)
const en: Messages = Object.assign({}, ...Object.values(parts).map((part) => part.en))
const ru: Messages = Object.assign({}, ...Object.values(parts).map((part) => part.ru))

describe('messages', () => {
  it('come to the page one language at a time, whole', () => {
    expect(i18n.global.getLocaleMessage('ru')).toEqual(ru)
    expect(i18n.global.getLocaleMessage('en')).toEqual(en)
  })

  it('are found in every feature', () => {
    expect(Object.keys(parts).length).toBeGreaterThanOrEqual(7)
    expect(flat(en).length).toBeGreaterThan(300)
  })

  it('exist in both languages, and none is empty', () => {
    expect(
      flat(ru)
        .map(([key]) => key)
        .sort(),
    ).toEqual(
      flat(en)
        .map(([key]) => key)
        .sort(),
    )
    expect([...flat(en), ...flat(ru)].filter(([, text]) => !text.trim())).toEqual([])
  })

  it('have the same slots in both languages', () => {
    const russian = new Map(flat(ru))
    expect(flat(en).filter(([key, text]) => slots(text).join() !== slots(russian.get(key)!).join())).toEqual(
      [],
    )
  })

  it('have three Russian forms (or four, with one for nothing) wherever English has a plural', () => {
    const russian = new Map(flat(ru))
    const forms = (text: string) => text.split(' | ').length
    const counted = flat(en).filter(([, text]) => forms(text) > 1)
    expect(counted.length).toBeGreaterThan(2)
    expect(counted.filter(([key, text]) => forms(russian.get(key)!) !== forms(text) + 1)).toEqual([])
  })

  it('are written in Russian where they say so', () => {
    const own = ['language.', 'review.keys', 'shell.toHome', 'auth.stage']
    const suspicious = flat(ru).filter(
      ([key, text]) =>
        !/[а-яё]/i.test(text) &&
        /[a-z]{3}/i.test(text.replace(/\{\w+\}/g, '')) &&
        !own.some((one) => key.startsWith(one)),
    )
    expect(suspicious).toEqual([])
  })

  it('do not share a top-level key between features', () => {
    const names = Object.values(parts).flatMap((part) => Object.keys(part.en))
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  })

  it('name every state', () => {
    for (const state of Object.keys(STATES)) expect(i18n.global.te(`state.${state}`, 'ru'), state).toBe(true)
  })
})

describe('Russian plurals', () => {
  it.each([
    [1, 0],
    [2, 1],
    [4, 1],
    [5, 2],
    [11, 2],
    [21, 0],
    [112, 2],
    [0, 2],
  ])('%i takes form %i of three', (count, form) => expect(russianPlural(count, 3)).toBe(form))

  it('uses the first of four forms for nothing', () => {
    expect([0, 1, 3, 5].map((count) => russianPlural(count, 4))).toEqual([0, 1, 2, 3])
  })

  it('reach the messages', async () => {
    await showLanguage('ru')
    const say = (n: number) => i18n.global.t('team.members', { n }, n)
    expect([1, 3, 15].map(say)).toEqual(['1 участник', '3 участника', '15 участников'])
    expect(document.documentElement.lang).toBe('ru')
    await showLanguage('en')
    expect([1, 3].map(say)).toEqual(['1 member', '3 members'])
  })
})

describe('which language', () => {
  it('is the first of the browser’s that we speak', () => {
    expect(browserLanguages(['de-DE', 'ru-RU', 'en'])).toEqual(['ru', 'en'])
    expect(browserLanguages(['fr'])).toEqual([])
  })

  it('is what the person chose here, before all else', () => {
    rememberLanguage('ru')
    expect(firstLanguage()).toBe('ru')
    expect(languageAfterSignIn('en')).toBe('ru')
  })

  it('follows the account only into a language that the browser names', () => {
    useLanguageRef().value = 'en'
    expect(browserLanguages()).toEqual(['en'])
    expect(languageAfterSignIn('ru')).toBe('en')
  })
})

describe('numbers and times', () => {
  it('are written as the reader writes them', () => {
    expect(formatBytes(1_400_000, 'ru-RU').replace(/\s/g, ' ')).toBe('1,4 МБ')
    expect(formatBytes(61_300_000_000, 'en-GB')).toMatch(/^61\sGB$/)
    expect(formatBytes(0, 'en-GB')).toBe('0 bytes')
    expect([7, 750, 3723].map(formatDuration)).toEqual(['0:07', '12:30', '1:02:03'])
  })

  it('tell the past in words', () => {
    const now = Date.parse('2026-11-20T12:00:00Z')
    expect(formatAgo('2026-11-20T11:59:40Z', 'en-GB', now)).toBe('now')
    expect(formatAgo('2026-11-20T11:55:00Z', 'ru-RU', now)).toBe('5 минут назад')
    expect(formatAgo('2026-11-19T12:00:00Z', 'ru-RU', now)).toBe('вчера')
  })
})
