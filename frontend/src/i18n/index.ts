import { createI18n } from 'vue-i18n'
import type { Language } from '@/api/types'
import { firstLanguage, useLanguageRef } from './language'
import { russianPlural } from './plural'

export type Messages = { [key: string]: string | Messages }
/** What a feature's `messages.ts` exports, in an object literal called `messages`. */
export type Bilingual = Record<Language, Messages>

const LOADERS: Record<Language, () => Promise<{ default: Record<string, Messages> }>> = {
  en: () => import('./en'),
  ru: () => import('./ru'),
}
const loaded = new Set<Language>()

const LATE: Record<Language, Record<string, () => Promise<Messages>>> = {
  en: import.meta.glob<Messages>('../features/*/messages.late.ts', { import: 'default', query: '?only=en' }),
  ru: import.meta.glob<Messages>('../features/*/messages.late.ts', { import: 'default', query: '?only=ru' }),
}
/** Features whose late words somebody has wanted: they follow into another language. */
const wantedLate = new Set<string>()

export const i18n = createI18n({
  legacy: false,
  locale: firstLanguage() as string,
  fallbackLocale: 'en',
  messages: {} as Record<string, Messages>,
  pluralRules: { ru: russianPlural },
  missingWarn: import.meta.env.DEV,
  fallbackWarn: false,
})

/** Fetch the words of `language`; each feature brings its own top-level key. */
export async function loadLanguage(language: Language): Promise<void> {
  if (loaded.has(language)) return
  const parts = (await LOADERS[language]()).default
  i18n.global.setLocaleMessage(language, Object.assign({}, ...Object.values(parts)))
  loaded.add(language)
}

async function loadLate(language: Language, feature: string): Promise<void> {
  const load = LATE[language][`../features/${feature}/messages.late.ts`]
  if (load) i18n.global.mergeLocaleMessage(language, await load())
}

/** Fetch what `feature` keeps in `messages.late.ts`: words that no place needs to stand. */
export async function needWords(feature: string): Promise<void> {
  if (wantedLate.has(feature)) return
  await loadLate(i18n.global.locale.value as Language, feature)
  wantedLate.add(feature)
}

/** Show the interface in `language` from now on. */
export async function showLanguage(language: Language): Promise<void> {
  await loadLanguage(language)
  await Promise.all([...wantedLate].map((feature) => loadLate(language, feature)))
  useLanguageRef().value = language
  i18n.global.locale.value = language
  document.documentElement.lang = language
}
