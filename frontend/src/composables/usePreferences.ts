import { ref } from 'vue'
import { useQueryClient } from '@tanstack/vue-query'
import { useLocale, useTheme } from 'vuetify'
import { me } from '@/api/endpoints'
import { keys } from '@/api/queries'
import type { Language, Me } from '@/api/types'
import { showLanguage } from '@/i18n'
import { rememberLanguage, useLanguageRef } from '@/i18n/language'
import { chosenTheme, rememberTheme, type ThemeChoice } from '@/theme'

const themeChoice = ref<ThemeChoice>(chosenTheme())

export function useThemeChoice() {
  const theme = useTheme()
  const choose = (choice: ThemeChoice) => {
    themeChoice.value = choice
    rememberTheme(choice)
    void theme.change(choice)
  }
  return { choice: themeChoice, choose }
}

export function useLanguage() {
  const queries = useQueryClient()
  const vuetifyLocale = useLocale()
  const language = useLanguageRef()

  const show = async (next: Language) => {
    await showLanguage(next)
    vuetifyLocale.current.value = next
  }
  /** The person's own choice: kept on this machine and, when signed in, in their account. */
  const choose = async (next: Language) => {
    rememberLanguage(next)
    await show(next)
    if (queries.getQueryData<Me>(keys.me()))
      queries.setQueryData(keys.me(), await me.update({ language: next }))
    // Texts made by the server (stages, reasons, findings) come in the language asked for.
    await queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'me' })
  }
  return { language, choose, show }
}
