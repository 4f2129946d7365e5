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

/** Show the interface in `language` from now on. */
export async function showLanguage(language: Language): Promise<void> {
  await loadLanguage(language)
  useLanguageRef().value = language
  i18n.global.locale.value = language
  document.documentElement.lang = language
}
