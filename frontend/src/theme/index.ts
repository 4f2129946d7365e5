import { mdiCloseCircle } from '@mdi/js'
import { createVuetify, type ThemeDefinition } from 'vuetify'
import { VSvgIcon } from 'vuetify/components/VIcon'
import { firstLanguage } from '@/i18n/language'

export type ThemeChoice = 'system' | 'light' | 'dark'
const STORED = 'masthead.theme'

export function chosenTheme(): ThemeChoice {
  const stored = localStorage.getItem(STORED)
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

export function rememberTheme(choice: ThemeChoice): void {
  localStorage.setItem(STORED, choice)
}

const light: ThemeDefinition = {
  dark: false,
  colors: {
    background: '#FAFAF7',
    surface: '#FFFFFF',
    'surface-variant': '#2A2E35',
    'on-surface-variant': '#FAFAF7',
    'on-background': '#15181D',
    'on-surface': '#15181D',
    primary: '#3D4FD6',
    'on-primary': '#FFFFFF',
    secondary: '#15181D',
    'on-secondary': '#FFFFFF',
    success: '#2F7D4F',
    warning: '#B7791F',
    error: '#C0362C',
    info: '#3D4FD6',
  },
  variables: { 'border-color': '#15181D', 'border-opacity': 0.12, 'medium-emphasis-opacity': 0.74 },
}

const dark: ThemeDefinition = {
  dark: true,
  colors: {
    background: '#121417',
    surface: '#1A1D21',
    'surface-variant': '#ECEDEA',
    'on-surface-variant': '#15181D',
    'on-background': '#ECEDEA',
    'on-surface': '#ECEDEA',
    primary: '#8C9AFF',
    'on-primary': '#121417',
    secondary: '#ECEDEA',
    'on-secondary': '#121417',
    success: '#6CC490',
    warning: '#E3B35C',
    error: '#FF8A80',
    info: '#8C9AFF',
  },
  variables: { 'border-color': '#ECEDEA', 'border-opacity': 0.12, 'medium-emphasis-opacity': 0.76 },
}

const field = { variant: 'outlined', density: 'comfortable', color: 'primary', hideDetails: 'auto' } as const

export const vuetify = createVuetify({
  theme: { defaultTheme: chosenTheme(), themes: { light, dark }, variations: false },
  icons: { defaultSet: 'mdi', aliases: { clear: mdiCloseCircle }, sets: { mdi: { component: VSvgIcon } } },
  // The words and icons that the few components we use say by themselves; Vuetify's own lists are long.
  locale: {
    locale: firstLanguage(),
    messages: {
      ru: {
        close: 'Закрыть',
        open: 'Открыть',
        input: {
          clear: 'Очистить: {0}',
          prependAction: 'Действие: {0}',
          appendAction: 'Действие: {0}',
        },
      },
    },
  },
  defaults: {
    global: { ripple: false },
    VBtn: { variant: 'text', height: 40 },
    VCard: { variant: 'flat', border: true },
    VTextField: field,
    VTextarea: { ...field, rows: 3, autoGrow: true },
    VSelect: field,
    VCombobox: field,
    VAutocomplete: field,
    VCheckbox: { color: 'primary', density: 'comfortable', hideDetails: 'auto' },
    VSwitch: { color: 'primary', density: 'comfortable', hideDetails: 'auto', inset: true },
    VTabs: { color: 'primary' },
    VMenu: { offset: 4 },
    VDialog: { maxWidth: 480 },
    VProgressLinear: { color: 'primary', rounded: true },
    VTooltip: { openDelay: 300 },
  },
})
