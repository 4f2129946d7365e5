import { createI18n } from 'vue-i18n'
import type { Language } from '@/api/types'
import { firstLanguage, useLanguageRef } from './language'
import { russianPlural } from './plural'

export type Messages = { [key: string]: string | Messages }
export type Bilingual = Record<Language, Messages>

/** Every `messages.ts` of the house: features and shared parts each bring their own words. */
const modules = import.meta.glob<Bilingual>(['../features/*/messages.ts', '../ui/messages.ts'], {
  eager: true,
  import: 'default',
})

export const parts: Record<string, Bilingual> = modules

export function mergedMessages(): Bilingual {
  const merged: Bilingual = { en: {}, ru: {} }
  for (const part of Object.values(modules)) {
    Object.assign(merged.en, part.en)
    Object.assign(merged.ru, part.ru)
  }
  return merged
}

export const i18n = createI18n({
  legacy: false,
  locale: firstLanguage(),
  fallbackLocale: 'en',
  messages: mergedMessages(),
  pluralRules: { ru: russianPlural },
  missingWarn: import.meta.env.DEV,
  fallbackWarn: false,
})

/** Show the interface in `language` from now on. */
export function showLanguage(language: Language): void {
  useLanguageRef().value = language
  i18n.global.locale.value = language
  document.documentElement.lang = language
}
