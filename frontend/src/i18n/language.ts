import { ref } from 'vue'
import type { Language } from '@/api/types'

export const LANGUAGES: readonly Language[] = ['en', 'ru']
const STORED = 'masthead.language'

function isLanguage(value: unknown): value is Language {
  return LANGUAGES.includes(value as Language)
}

/** Languages of ours that the browser asks for, in its order. */
export function browserLanguages(wanted: readonly string[] = navigator.languages): Language[] {
  const ours = wanted.map((tag) => tag.slice(0, 2).toLowerCase()).filter(isLanguage)
  return [...new Set(ours)]
}

/** What the person chose on this machine, if they ever did. */
export function chosenLanguage(): Language | null {
  const stored = localStorage.getItem(STORED)
  return isLanguage(stored) ? stored : null
}

export function firstLanguage(): Language {
  return chosenLanguage() ?? browserLanguages()[0] ?? 'en'
}

const language = ref<Language>(firstLanguage())

export function currentLanguage(): Language {
  return language.value
}

export function useLanguageRef() {
  return language
}

export function rememberLanguage(next: Language): void {
  localStorage.setItem(STORED, next)
}

/**
 * The language of somebody who has just signed in: what they chose here stands; what they chose elsewhere
 * is followed only if this browser reads it too, so nobody meets a language their browser never named.
 */
export function languageAfterSignIn(saved: Language): Language {
  const here = chosenLanguage()
  if (here) return here
  return browserLanguages().includes(saved) ? saved : currentLanguage()
}
